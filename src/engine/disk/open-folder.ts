/** A folder that is open: what those who work in it see, and what those who keep it open for them count. */
import type { Buffer } from 'node:buffer';
import { constants } from 'node:fs';
import { Fault } from '../../runtime/fault.ts';
import { shownName } from '../../runtime/names.ts';
import { FolderNames } from './folder-names.ts';
import { libc, O_CLOEXEC } from './libc.ts';

export const folderFlags = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW | O_CLOEXEC;

/** It stays open while held; dispose it once for each time it was given out. */
export interface OpenFolder extends Disposable {
  readonly fd: number;
  readonly path: Buffer;
  /** How it tells names apart; whoever writes into it asks. */
  readonly names: FolderNames;
}

/** Closed when it is forgotten and nobody holds it any more. */
export class KeptFolder implements OpenFolder {
  readonly fd: number;
  readonly path: Buffer;
  readonly names: FolderNames;
  #holders = 0;
  #isForgotten = false;

  constructor(fd: number, path: Buffer) {
    this.fd = fd;
    this.path = path;
    this.names = new FolderNames(fd);
  }

  get isHeld(): boolean {
    return this.#holders > 0;
  }

  get isForgotten(): boolean {
    return this.#isForgotten;
  }

  hold(): void {
    this.#holders += 1;
  }

  [Symbol.dispose](): void {
    this.#holders -= 1;
    this.#closeIfUnused();
  }

  /** It is not given out any more. May be called twice. */
  forget(): void {
    if (this.#isForgotten) return;
    this.#isForgotten = true;
    this.#closeIfUnused();
  }

  #closeIfUnused(): void {
    if (this.#isForgotten && this.#holders === 0) libc().close(this.fd);
  }
}

/**
 * Throws `name-clash` for a folder that has another name than the one by which it was opened, and closes it then. Blocks
 * for two calls, once for each folder in which folders are.
 */
export function confirmOwn(
  parent: OpenFolder,
  { name, path, fd }: { readonly name: Buffer; readonly path: Buffer; readonly fd: number },
): void {
  if (parent.names.tellsApart(name)) return;
  try {
    parent.names.confirmOwn(path, [name]);
  } catch (thrown) {
    libc().close(fd);
    throw thrown;
  }
}

/** Of what is no folder, where one is needed. */
export function inTheWay(path: Buffer, { isLink }: { readonly isLink: boolean }): Fault {
  return isLink
    ? new Fault('symlink-in-path', `${shownName(path)} is a symbolic link where a folder is needed`)
    : new Fault('not-a-directory', `${shownName(path)} is in the place of a folder`);
}
