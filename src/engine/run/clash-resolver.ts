/**
 * What is done when the destination keeps another name in the place of one that the source has. If the source has the
 * other as well, both are files of their own and only the one that is there can be: nothing is done. If not, its case or
 * normal form was changed at the source, and the destination is told to spell it anew.
 */
import type { Buffer } from 'node:buffer';
import { type Clash, clashPaths } from '../disk/name-clash.ts';
import { splitPath } from '../disk/relative-path.ts';
import { EntryFilter } from '../scan/entry-filter.ts';
import type { RunTransferOptions } from './run-context.ts';

/** The source has the wanted name only, and the destination kept the other. */
export interface Respelling {
  readonly wanted: Buffer;
  readonly kept: Buffer;
  readonly isDone: boolean;
}

interface Decision {
  readonly path: Buffer;
  readonly clash: Clash;
  readonly wanted: Buffer;
  readonly kept: Buffer;
}

export class ClashResolver {
  readonly #options: RunTransferOptions;
  readonly #decisions = new Map<string, Promise<boolean>>();
  /** Attempts that were made worthwhile; none is made twice. */
  readonly #attempts = new Set<string>();
  readonly #respelled: Respelling[] = [];

  constructor(options: RunTransferOptions) {
    this.#options = options;
  }

  /** Whether another attempt for `path` is worth it. Rejects with the signal's reason, or when the destination is lost. */
  async resolve(path: Buffer, clash: Clash): Promise<boolean> {
    const { wanted, kept } = clashPaths(path, clash);
    const key = `${wanted.toString('latin1')}\0${kept.toString('latin1')}`;
    const decision = this.#decisions.get(key) ?? this.#decide({ path, clash, wanted, kept });
    this.#decisions.set(key, decision);
    if (!(await decision)) return false;
    const attempt = `${path.toString('latin1')}\0${key}`;
    if (this.#attempts.has(attempt)) return false;
    this.#attempts.add(attempt);
    return true;
  }

  /** In the order in which it was tried: folders before what is in them. */
  get respelled(): readonly Respelling[] {
    return this.#respelled;
  }

  async #decide({ path, clash, wanted, kept }: Decision): Promise<boolean> {
    const { backlog, destination, signal } = this.#options;
    if (!(await this.#wasRespelled(wanted, kept)) || this.#isProtected(kept)) return false;
    const respelling = { wanted, kept, isDone: false };
    this.#respelled.push(respelling);
    backlog.folders.unsettle(splitPath(kept).folder);
    respelling.isDone = (await destination.respell(path, clash, signal)) === undefined;
    return respelling.isDone;
  }

  /** Whether the source lists the one and not the other: a source that folds names answers to both. Doubt is a no. */
  async #wasRespelled(wanted: Buffer, kept: Buffer): Promise<boolean> {
    const { source, signal } = this.#options;
    const { folder: above } = splitPath(wanted);
    try {
      const names = await source.namesIn(above, signal);
      const lists = (path: Buffer) => names.has(splitPath(path).name.toString('latin1'));
      return lists(wanted) && !lists(kept);
    } catch {
      return false;
    }
  }

  /** The rules of the transfer leave it out, so it is not ours to change. */
  #isProtected(path: Buffer): boolean {
    const rules = this.#options.options.selection?.rules ?? [];
    if (rules.length === 0) return false;
    const filter = new EntryFilter({ rules }, 0);
    return (['file', 'folder'] as const).some((kind) => filter.omits(path, { kind, size: 0, mtimeNs: 0n }));
  }
}
