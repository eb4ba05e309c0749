/** --partial-dir as one folder for all unfinished files: made where it is missing, and gone at the end if it was. */
import { Buffer } from 'node:buffer';
import { constants } from 'node:fs';
import { Fault } from '../../runtime/fault.ts';
import { RootDirectory } from '../disk/directory-handle.ts';
import { libcFault } from '../disk/disk-fault.ts';
import type { LeftoverRule } from '../disk/leftover.ts';
import { lastErrno, libc, O_CLOEXEC } from '../disk/libc.ts';
import type { OpenFolder } from '../disk/open-folder.ts';
import { passingName } from '../disk/temporary-mark.ts';
import type { UnfinishedPlace } from '../disk/unfinished-files.ts';
import { attempt } from './attempt.ts';
import { keepingTimes } from './kept-times.ts';
import { tidyPassing } from './passing-folder.ts';

type Apart = Extract<UnfinishedPlace, { kind: 'apart' }>;

const top = Buffer.alloc(0);
const exdev = 18;
const probeFlags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW | O_CLOEXEC;

export class ApartFolder implements Disposable {
  /** Good while this is held, in every thread. */
  readonly place: Apart;
  readonly #above: RootDirectory;
  readonly #name: Buffer;

  private constructor(above: RootDirectory, name: Buffer) {
    this.#above = above;
    this.#name = name;
    using folder = above.folder(top, { make: false });
    this.place = { kind: 'apart', above: Buffer.from(`/proc/self/fd/${folder.fd}`), name };
  }

  /** Throws `usage` when files cannot be renamed from it into the destination. Leftovers in it are removed. */
  static open({ above, name }: Apart, destination: RootDirectory, leftovers: LeftoverRule): ApartFolder {
    const apart = new ApartFolder(RootDirectory.open({ path: above, make: false }), Buffer.from(name));
    try {
      apart.#confirmRename(destination);
      tidyPassing({ root: apart.#above, above: top, name: apart.#name, leftovers, isKept: true });
      return apart;
    } catch (thrown) {
      apart[Symbol.dispose]();
      throw thrown;
    }
  }

  /** A folder that cannot be removed waits for the next one who is done with it. */
  [Symbol.dispose](): void {
    attempt(() => {
      tidyPassing({ root: this.#above, above: top, name: this.#name, leftovers: undefined, isKept: false });
    });
    this.#above[Symbol.dispose]();
  }

  /** The number of the device says less: a folder may be mounted twice. */
  #confirmRename(destination: RootDirectory): void {
    using from = this.#above.folder(this.#name, { make: true, isPassing: true });
    using to = destination.folder(top, { make: false });
    const name = passingName();
    const fd = libc().openat(from.fd, name, probeFlags, 0o600);
    if (fd < 0) throw libcFault('write into', 'the folder of --partial-dir');
    libc().close(fd);
    keepingTimes(to, () => renameProbe({ from, to, name }));
  }
}

function renameProbe({ from, to, name }: { from: OpenFolder; to: OpenFolder; name: Buffer }): void {
  if (libc().renameat(from.fd, name, to.fd, name) === 0) {
    libc().unlinkat(to.fd, name, 0);
    return;
  }
  const isElsewhere = lastErrno() === exdev;
  const fault = libcFault('rename from', 'the folder of --partial-dir');
  libc().unlinkat(from.fd, name, 0);
  if (!isElsewhere) throw fault;
  throw new Fault(
    'usage',
    '--partial-dir is on another file system than the destination; give a folder on the same one, or a name such as .partial',
    { cause: fault },
  );
}
