/**
 * What can be learned of a target without writing to it: the folder, or what exists of the way to it, is asked for names
 * that it has in other spellings, and for names that it may find too long.
 */
import { Buffer } from 'node:buffer';
import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { Fault } from '../../runtime/fault.ts';
import { matchText, nameText } from '../../runtime/names.ts';
import { RootDirectory } from '../disk/directory-handle.ts';
import { lookAt } from '../disk/file-status.ts';
import { terminated } from '../disk/relative-path.ts';
import { readNames } from '../scan/folder-reader.ts';

/** Whether two spellings name one entry. `unknown`: there was no entry to ask for. */
export type NameHandling = 'folds' | 'keeps' | 'unknown';

/** No file system in use refuses a name of up to this many bytes; longer ones are asked for. */
const surelyShortBytes = 128;

/** The types whose format keeps times coarser than a nanosecond (statfs(2)). */
const grainsByType: Readonly<Record<number, bigint>> = {
  19780: 2_000_000_000n,
  538032816: 10_000_000n,
  1397118030: 100n,
  4283649346: 100n,
  4266872130: 100n,
};

export class TargetProbe implements Disposable {
  readonly caseHandling: NameHandling;
  readonly normalForms: NameHandling;
  readonly isMissing: boolean;
  readonly freeBytes: number;
  readonly mtimeGrainNs: bigint;
  readonly #root: RootDirectory;
  readonly #fd: number;

  private constructor(root: RootDirectory, path: string, isMissing: boolean) {
    this.#root = root;
    using folder = root.folder(Buffer.alloc(0), { make: false });
    this.#fd = folder.fd;
    this.isMissing = isMissing;
    const { bavail, bsize, type } = statfsSync(path);
    this.freeBytes = bavail * bsize;
    this.mtimeGrainNs = grainsByType[type] ?? 1n;
    const names = new Set(readNames(this.#fd, Buffer.from(path)));
    this.caseHandling = this.#ask(names, (name) => otherCase(name));
    this.normalForms = this.#ask(names, otherForm);
  }

  /** `path` is absolute. Throws what opening it, or the nearest folder above it that exists, meets. */
  static open(path: string): TargetProbe {
    for (let at = path; ; at = dirname(at)) {
      try {
        using parts = new DisposableStack();
        const probe = new TargetProbe(parts.use(RootDirectory.open({ path: at, make: false })), at, at !== path);
        parts.move();
        return probe;
      } catch (thrown) {
        if (!(thrown instanceof Fault) || thrown.code !== 'not-found' || at === '/') throw thrown;
      }
    }
  }

  isTooLong(name: Buffer): boolean {
    if (name.length <= surelyShortBytes) return false;
    try {
      lookAt(this.#fd, terminated(name), name);
      return false;
    } catch (thrown) {
      return thrown instanceof Fault && thrown.code === 'name-too-long';
    }
  }

  /** What two names have in common when the target may take them for one. */
  foldedName(name: Buffer): string {
    const text = matchText(name);
    const form = this.normalForms === 'keeps' ? text : text.normalize('NFC');
    return this.caseHandling === 'keeps' ? form : form.toLowerCase();
  }

  get mayFold(): boolean {
    return this.caseHandling !== 'keeps' || this.normalForms !== 'keeps';
  }

  [Symbol.dispose](): void {
    this.#root[Symbol.dispose]();
  }

  /** Asks for entries in another spelling, until one of them is a name that the folder does not list. */
  #ask(names: ReadonlySet<string>, respell: (name: string) => string | undefined): NameHandling {
    for (const name of names) {
      const text = nameText(Buffer.from(name, 'latin1'));
      const other = text === undefined ? undefined : respell(text);
      if (text === undefined || other === undefined || names.has(Buffer.from(other).toString('latin1'))) continue;
      const bytes = Buffer.from(other);
      return lookAt(this.#fd, terminated(bytes), bytes) ? 'folds' : 'keeps';
    }
    return 'unknown';
  }
}

function otherCase(name: string): string | undefined {
  const other = name.replace(/[a-z]/gi, (letter) =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  );
  return other === name ? undefined : other;
}

function otherForm(name: string): string | undefined {
  const [composed, decomposed] = [name.normalize('NFC'), name.normalize('NFD')];
  if (composed === decomposed) return undefined;
  return name === composed ? decomposed : composed;
}
