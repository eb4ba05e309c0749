/** Questions of the hub about this node: what a folder holds, and how the files of a transfer stand. */
import { FolderPage, type FolderWish, lookOf, rootsPath } from '../../src/model/folder-listing.ts';
import { TransferFilePage } from '../../src/model/transfer-file.ts';
import type { RootLook } from '../health/root-look.ts';
import type { Roots } from '../roots.ts';
import { pageOfEntries } from './entry-page.ts';
import type { LookupDesk } from './lookup-desk.ts';

export type BrowseQuestion = FolderWish & { readonly path: string };

export interface FilesQuestion {
  readonly backlogFile: string;
  readonly status?: 'pending' | 'synced' | 'failed' | undefined;
  readonly offset: number;
  readonly limit: number;
}

export class Lookups {
  readonly #roots: Roots;
  readonly #lookAtRoots: () => Promise<RootLook[]>;
  readonly #desk: LookupDesk;

  constructor(options: {
    readonly roots: Roots;
    readonly lookAtRoots: () => Promise<RootLook[]>;
    readonly desk: LookupDesk;
  }) {
    this.#roots = options.roots;
    this.#lookAtRoots = options.lookAtRoots;
    this.#desk = options.desk;
  }

  /** Throws `outside-root`, or the fault of a folder that cannot be opened. */
  async browse({ path, ...wish }: BrowseQuestion, signal: AbortSignal): Promise<FolderPage> {
    const isWholeMachineOffered = this.#roots.list.some((root) => root.path === rootsPath);
    if (path === rootsPath && !isWholeMachineOffered) return this.#listRoots(wish);
    const place = this.#roots.resolve(path, 'read');
    const { offset, limit, isRecentEnough = false } = wish;
    return FolderPage.parse(
      await this.#desk.ask(
        { kind: 'folder', path, ...place, offset, limit, look: lookOf(wish), isRecentEnough },
        signal,
      ),
    );
  }

  async listFiles(
    { backlogFile, status, offset, limit }: FilesQuestion,
    signal: AbortSignal,
  ): Promise<TransferFilePage> {
    return TransferFilePage.parse(await this.#desk.ask({ kind: 'files', backlogFile, status, offset, limit }, signal));
  }

  async #listRoots(wish: FolderWish): Promise<FolderPage> {
    const looks = await this.#lookAtRoots();
    const entries = looks.map(({ root, seen }) => ({
      name: root.path,
      kind: 'folder' as const,
      sizeBytes: 0,
      modifiedAt: seen?.modifiedAt ?? 0,
    }));
    return { path: rootsPath, ...pageOfEntries(entries, wish), isReadOnly: true };
  }
}
