/** A folder as it was read: its names, sorted once, and what its entries are, once somebody wants them in that order. */
import { Buffer } from 'node:buffer';
import { lastStatus, lookAt, statusAt } from '../../src/engine/disk/file-status.ts';
import type { OpenFolder } from '../../src/engine/disk/open-folder.ts';
import { terminated } from '../../src/engine/disk/relative-path.ts';
import { isTemporaryName } from '../../src/engine/disk/temporary-mark.ts';
import { readTypedNames } from '../../src/engine/scan/folder-reader.ts';
import type { FolderEntry, FolderLook } from '../../src/model/folder-listing.ts';
import { pathName } from '../../src/model/path-text.ts';
import { matchText } from '../../src/runtime/names.ts';
import { arranged, type OrderedEntries } from './entry-order.ts';

interface Details {
  readonly sizes: Float64Array;
  readonly times: Float64Array;
}

export class KnownFolder {
  /** Of the folder when it was read. */
  readonly changed: bigint;
  /** One character a byte: such texts sort as their bytes do. */
  readonly #names: readonly string[];
  readonly #folders: number;
  #lowerCase: readonly string[] | undefined;
  #details: Details | undefined;
  /** The last wish is the next one, too, for who turns pages. */
  #arranged: { readonly wish: string; readonly places: Uint32Array } | undefined;

  constructor(folder: OpenFolder, changed: bigint) {
    const folders: string[] = [];
    const others: string[] = [];
    readTypedNames(folder.fd, folder.path, (name, type) => {
      if (name.startsWith('.') && isTemporaryName(Buffer.from(name, 'latin1'))) return;
      const isFolder = type === 'unknown' ? isFolderAt(folder, name) : type === 'folder';
      (isFolder ? folders : others).push(name);
    });
    this.changed = changed;
    this.#names = [...folders.sort(), ...others.sort()];
    this.#folders = folders.length;
  }

  get count(): number {
    return this.#names.length;
  }

  /** Places of the entries that are wished for. */
  arranged(folder: OpenFolder, look: FolderLook): Uint32Array | undefined {
    const wish = JSON.stringify(look);
    if (wish === '{}') return undefined;
    if (this.#arranged?.wish === wish) return this.#arranged.places;
    const places = arranged(this.#ordered(folder), look);
    this.#arranged = { wish, places };
    return places;
  }

  /** Undefined when it has gone since its name was read. */
  entry(folder: OpenFolder, index: number): FolderEntry | undefined {
    const name = Buffer.from(this.#names[index] ?? '', 'latin1');
    const status = statusAt(folder.fd, terminated(name), name);
    if (status === undefined) return undefined;
    return {
      name: pathName(name),
      kind: status.kind,
      sizeBytes: status.size,
      modifiedAt: Number(status.mtimeNs / 1_000_000n),
    };
  }

  #ordered(folder: OpenFolder): OrderedEntries {
    const details = (): Details => {
      this.#details ??= this.#look(folder);
      return this.#details;
    };
    return {
      count: this.count,
      folders: this.#folders,
      lowerCaseName: (index) => {
        this.#lowerCase ??= lowerCased(this.#names);
        return this.#lowerCase[index] ?? '';
      },
      sizeBytes: (index) => details().sizes[index] ?? 0,
      modifiedAt: (index) => details().times[index] ?? 0,
    };
  }

  #look(folder: OpenFolder): Details {
    const [sizes, times] = [new Float64Array(this.count), new Float64Array(this.count)];
    for (const [index, text] of this.#names.entries()) {
      const name = Buffer.from(text, 'latin1');
      // What has gone meanwhile is as good as empty.
      if (!lookAt(folder.fd, terminated(name), name)) continue;
      sizes[index] = lastStatus.size();
      times[index] = Number(lastStatus.mtimeNs());
    }
    return { sizes, times };
  }
}

function isFolderAt(folder: OpenFolder, text: string): boolean {
  const name = Buffer.from(text, 'latin1');
  return statusAt(folder.fd, terminated(name), name)?.kind === 'folder';
}

/** As one text, which is many times as fast; no name has a zero byte. */
function lowerCased(names: readonly string[]): readonly string[] {
  const bytes = names.join('\0');
  const isAscii = !/[\x80-\xff]/.test(bytes);
  return (isAscii ? bytes : matchText(Buffer.from(bytes, 'latin1'))).toLowerCase().split('\0');
}
