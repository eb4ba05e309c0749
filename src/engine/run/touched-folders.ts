/**
 * Folders of files that were pending when the run began. They are moved while a scan runs beside, and it may have seen
 * such a folder just before and called its times settled: they are set again at the end.
 */
import { Buffer } from 'node:buffer';
import type { FolderTable } from '../backlog/folder-table.ts';
import { splitPath } from '../disk/relative-path.ts';

const mostFolders = 10_000;

export class TouchedFolders {
  /** Byte strings. One more than the most stands for all. */
  readonly #paths = new Set<string>();

  note(file: Buffer): void {
    if (this.#paths.size <= mostFolders) this.#paths.add(splitPath(file).folder.toString('latin1'));
  }

  unsettle(folders: FolderTable): void {
    if (this.#paths.size > mostFolders) folders.unsettleAll();
    else for (const path of this.#paths) folders.unsettle(Buffer.from(path, 'latin1'));
  }
}
