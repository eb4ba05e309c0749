/** Where a file lies until it is published, and under which name (temporary-name.ts). One instance belongs to one thread. */
import { Buffer } from 'node:buffer';
import { basename, dirname, isAbsolute } from 'node:path';
import { RootDirectory } from './directory-handle.ts';
import type { OpenFolder } from './open-folder.ts';
import { joinPath, splitPath } from './relative-path.ts';
import { type TemporaryNames, temporaryNames } from './temporary-name.ts';

/** Survives `postMessage`. */
export type UnfinishedPlace =
  /** In the folder of the target. */
  | { readonly kind: 'beside' }
  /** In a folder of this name in the folder of the target. */
  | { readonly kind: 'below'; readonly name: Uint8Array }
  /** All in one folder: that of this name below a path that can be opened, or the one at the path if the name is empty. */
  | { readonly kind: 'apart'; readonly above: Uint8Array; readonly name: Uint8Array };

/** What `--partial-dir` says, of a folder of this machine. */
export function unfinishedPlace(partialDir: string | undefined): UnfinishedPlace {
  if (partialDir === undefined) return { kind: 'beside' };
  if (!isAbsolute(partialDir)) return { kind: 'below', name: Buffer.from(partialDir) };
  return { kind: 'apart', above: Buffer.from(dirname(partialDir)), name: Buffer.from(basename(partialDir)) };
}

export interface UnfinishedFile {
  /** To be disposed. */
  readonly folder: OpenFolder;
  /** Ends in a zero byte. */
  readonly name: Buffer;
}

export interface UnfinishedFilesOptions {
  /** Of the destination. */
  readonly root: RootDirectory;
  readonly temporaryKey: string;
  readonly place: UnfinishedPlace;
}

export class UnfinishedFiles implements Disposable {
  readonly #root: RootDirectory;
  readonly #place: UnfinishedPlace;
  readonly #names: TemporaryNames;
  readonly #above: RootDirectory | undefined;

  constructor({ root, temporaryKey, place }: UnfinishedFilesOptions) {
    this.#root = root;
    this.#place = place;
    this.#names = temporaryNames(temporaryKey);
    if (place.kind === 'apart') this.#above = RootDirectory.open({ path: place.above, make: false });
  }

  /** Makes the folder for it, whose own entry need not last. */
  at(path: Buffer): UnfinishedFile {
    const { folder, name } = splitPath(path);
    // Where files of many folders lie together their names alone would meet.
    const temporary = this.#names(this.#above === undefined ? name : path);
    return { folder: this.#folder(folder), name: temporary };
  }

  /** Looks again where the folder of a target is, or the one for what is unfinished. */
  forget(path: Buffer): void {
    const { folder } = splitPath(path);
    this.#root.forget(folder);
    if (this.#place.kind === 'apart') this.#above?.forget(Buffer.from(this.#place.name));
  }

  [Symbol.dispose](): void {
    this.#above?.[Symbol.dispose]();
  }

  #folder(target: Buffer): OpenFolder {
    const place = this.#place;
    switch (place.kind) {
      case 'beside':
        return this.#root.folder(target, { make: true });
      case 'below':
        return this.#root.folder(joinPath(target, Buffer.from(place.name)), { make: true, isPassing: true });
      case 'apart':
        return (this.#above as RootDirectory).folder(Buffer.from(place.name), { make: true, isPassing: true });
      default:
        return place satisfies never;
    }
  }
}
