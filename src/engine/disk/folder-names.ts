/**
 * How one open folder tells names apart. Whether it folds case or normal forms is an attribute of the single folder on
 * ext4 and tmpfs, so each is asked: once, with a name that it has, and only when there is a reason to. Most never are.
 */
import { Buffer } from 'node:buffer';
import { constants } from 'node:fs';
import type { NameHandling } from '../../model/plan.ts';
import { Fault } from '../../runtime/fault.ts';
import { nameText, shownName } from '../../runtime/names.ts';
import { readNames } from '../scan/folder-reader.ts';
import { libcFault } from './disk-fault.ts';
import { type FileStatus, lookAt, statusAt } from './file-status.ts';
import { libc, O_CLOEXEC } from './libc.ts';
import { NameClash } from './name-clash.ts';
import { splitPath, terminated } from './relative-path.ts';
import { otherCase, otherForm, spellingKey } from './spelling.ts';

const itself = Buffer.from('.\0');
const listFlags = constants.O_RDONLY | constants.O_DIRECTORY | O_CLOEXEC;

/** Of the folder that was listed last in this thread: one is enough for those who go folder by folder. */
let latest: { readonly owner: FolderNames; readonly names: ReadonlySet<string> } | undefined;

export class FolderNames {
  readonly #fd: number;
  #case: NameHandling = 'unknown';
  #forms: NameHandling = 'unknown';

  constructor(fd: number) {
    this.#fd = fd;
  }

  /** It is known that no other spelling leads to the entry of this name, which ends in a zero byte. */
  tellsApart(name: Buffer): boolean {
    return this.#case === 'keeps' && (this.#forms === 'keeps' || !hasOtherForm(name));
  }

  /** Asks what is not known yet, with names that the folder has; they end in a zero byte. */
  folds(present: readonly Buffer[]): boolean {
    for (const name of present) {
      if (this.#case === 'unknown') this.#case = this.#ask(name, otherCase);
      if (this.#forms === 'unknown') this.#forms = this.#ask(name, otherForm);
    }
    return this.#case === 'folds' || this.#forms === 'folds';
  }

  /** Throws `name-clash` when what answers to the last name of `path` is kept under another name; `present` as above. */
  confirmOwn(path: Buffer, present: readonly Buffer[]): void {
    const { name } = splitPath(path);
    if (!this.folds(present) || this.#lists(name)) return;
    const entry = statusAt(this.#fd, terminated(name), path);
    if (entry === undefined) return;
    const kept = this.#keeperOf(name, entry);
    if (kept !== undefined) throw new NameClash(path, kept);
    // The short name that FAT gives to a long one.
    throw new Fault('name-clash', `${shownName(path)} leads to an entry of another name at the destination`);
  }

  /** Whether the entry that answers to this name is kept under it. Nobody looks where names are told apart. */
  isOwn(name: Buffer): boolean {
    const ended = terminated(name);
    if (this.tellsApart(ended)) return true;
    return lookAt(this.#fd, ended, name) && (!this.folds([ended]) || this.#lists(name));
  }

  /** Names were changed: what was listed is read anew. */
  forget(): void {
    if (latest?.owner === this) latest = undefined;
  }

  /** Where both spellings lead to an entry and one of them is not listed, they are one. */
  #ask(name: Buffer, respell: (text: string) => string | undefined): NameHandling {
    const bare = name.subarray(0, -1);
    const text = nameText(bare);
    const other = text === undefined ? undefined : respell(text);
    if (other === undefined) return 'unknown';
    const bytes = Buffer.from(other);
    if (lookAt(this.#fd, terminated(bytes), bytes)) return this.#lists(bytes) && this.#lists(bare) ? 'keeps' : 'folds';
    return lookAt(this.#fd, name, bare) ? 'keeps' : 'unknown';
  }

  /** Behind FUSE each spelling may have an inode of its own, but all else is the same. */
  #keeperOf(name: Buffer, entry: FileStatus): Buffer | undefined {
    const key = spellingKey(name);
    const alike = [...(latest?.names ?? [])].flatMap((listed) => {
      const bytes = Buffer.from(listed, 'latin1');
      return spellingKey(bytes) === key ? [{ bytes, status: statusAt(this.#fd, terminated(bytes), bytes) }] : [];
    });
    const keeper =
      alike.find(({ status }) => status?.inode === entry.inode) ??
      alike.find(({ status }) => status !== undefined && looksOf(status) === looksOf(entry));
    return keeper?.bytes;
  }

  #lists(name: Buffer): boolean {
    const key = name.toString('latin1');
    if (latest?.owner !== this || !latest.names.has(key)) latest = { owner: this, names: new Set(this.#list()) };
    return latest.names.has(key);
  }

  /** Through a descriptor of its own, which has its own position. */
  #list(): string[] {
    const fd = libc().openat(this.#fd, itself, listFlags, 0);
    if (fd < 0) throw libcFault('list', 'a folder of the destination');
    try {
      return readNames(fd, itself);
    } finally {
      libc().close(fd);
    }
  }
}

const looksOf = ({ kind, size, mtimeNs, ctimeNs, mode }: FileStatus): string =>
  [kind, size, mtimeNs, ctimeNs, mode].join();

function hasOtherForm(name: Buffer): boolean {
  if (name.every((byte) => byte < 128)) return false;
  const text = nameText(name);
  return text !== undefined && otherForm(text) !== undefined;
}
