/**
 * Loaded with `node --import` before the program, and so in each of its threads: below one folder names are looked up as a
 * file system does that folds case or normal forms, or has a shorter longest name. Everything else is the real one.
 */
import { Buffer } from 'node:buffer';
import { openSync, readdirSync, readlinkSync } from 'node:fs';
import { constants } from 'node:os';
import koffi from 'koffi';
import { LOCK_EX, libc } from '../../../src/engine/disk/libc.ts';

export interface Folding {
  /** Absolute; what lies in it and below is folded. */
  readonly below: string;
  /** Not in `below`. */
  readonly lockFile: string;
  readonly foldsCase: boolean;
  readonly foldsForms: boolean;
  /** A name over another spelling of it: as on FAT behind FUSE the new one stands, as on ext4 the old one. */
  readonly keepsOldSpelling: boolean;
  /** renameat2 with RENAME_NOREPLACE. */
  readonly canRefuse: boolean;
  readonly longestName: number;
}

export const foldingVariable = 'LONGHAUL_TEST_FOLDING';

const text = process.env[foldingVariable];
if (text !== undefined) arm(JSON.parse(text) as Folding);

type Table = ReturnType<typeof libc>;

function arm(folding: Folding): void {
  const table = libc();
  const real: Table = { ...table };
  const lock = openSync(folding.lockFile, 'a');
  /** A lookup and what follows from it are one step. */
  const inOneStep = (step: () => number): number => {
    real.flock(lock, LOCK_EX);
    try {
      return step();
    } finally {
      const errno = koffi.errno();
      real.flock(lock, unlock);
      koffi.errno(errno);
    }
  };
  const refuse = (errno: keyof typeof constants.errno): number => {
    koffi.errno(constants.errno[errno]);
    return -1;
  };
  const named = (folder: number, given: Uint8Array, call: (name: Uint8Array) => number): number => {
    const name = toItsEnd(given);
    const inside = folderBelow(folding.below, folder);
    if (inside === undefined) return call(name);
    if (name.length - 1 > folding.longestName) return refuse('ENAMETOOLONG');
    return inOneStep(() => call(storedName(folding, inside, name)));
  };
  const rename = ({ from, to, call }: { from: Place; to: Place; call: (from: Uint8Array, to: Uint8Array) => number }) =>
    named(from.folder, from.name, (source) => {
      const inside = folderBelow(folding.below, to.folder);
      if (inside === undefined) return call(source, to.name);
      if (to.name.length - 1 > folding.longestName) return refuse('ENAMETOOLONG');
      const target = storedName(folding, inside, to.name);
      const result = call(source, target);
      if (result === 0 && !folding.keepsOldSpelling) real.renameat(to.folder, target, to.folder, to.name);
      return result;
    });
  const folded = {
    openat: (folder, name, flags, mode) => named(folder, name, (stored) => real.openat(folder, stored, flags, mode)),
    mkdirat: (folder, name, mode) => named(folder, name, (stored) => real.mkdirat(folder, stored, mode)),
    unlinkat: (folder, name, flags) => named(folder, name, (stored) => real.unlinkat(folder, stored, flags)),
    symlinkat: (target, folder, name) => named(folder, name, (stored) => real.symlinkat(target, folder, stored)),
    utimensat: (folder, name, times, flags) =>
      named(folder, name, (stored) => real.utimensat(folder, stored, times, flags)),
    statx: (folder, name, flags, mask, status) =>
      toItsEnd(name).length <= 1
        ? real.statx(folder, name, flags, mask, status)
        : named(folder, name, (stored) => real.statx(folder, stored, flags, mask, status)),
    renameat: (fromFolder, from, toFolder, to) =>
      rename({
        from: { folder: fromFolder, name: from },
        to: { folder: toFolder, name: to },
        call: (source, target) => real.renameat(fromFolder, source, toFolder, target),
      }),
    renameat2: (fromFolder, from, toFolder, to, flags) =>
      !folding.canRefuse && folderBelow(folding.below, toFolder) !== undefined
        ? refuse('EINVAL')
        : rename({
            from: { folder: fromFolder, name: from },
            to: { folder: toFolder, name: to },
            call: (source, target) => real.renameat2(fromFolder, source, toFolder, target, flags),
          }),
  } satisfies Partial<Table>;
  for (const call of Object.values(folded)) Object.assign(call, { async: later(call as Call) });
  Object.assign(table, folded);
}

type Call = (...values: unknown[]) => number;

/** As koffi does it in the thread pool: the result and its errno come to a callback. */
function later(call: Call): (...values: unknown[]) => void {
  return (...values) => {
    const result = call(...values.slice(0, -1));
    const errno = koffi.errno();
    setImmediate(() => {
      koffi.errno(errno);
      (values.at(-1) as (thrown: null, result: number) => void)(null, result);
    });
  };
}

interface Place {
  readonly folder: number;
  readonly name: Uint8Array;
}

const unlock = 8;

function folderBelow(top: string, folder: number): Buffer | undefined {
  if (folder < 0) return undefined;
  const path = readlinkSync(`/proc/self/fd/${folder}`, { encoding: 'buffer' });
  return `${path.toString('latin1')}/`.startsWith(`${Buffer.from(top).toString('latin1')}/`) ? path : undefined;
}

/** A name may stand in a buffer that has room for a longer one. */
function toItsEnd(name: Uint8Array): Uint8Array {
  return name.subarray(0, name.indexOf(0) + 1);
}

/** The name that is listed, or the one that was asked for when none is. */
function storedName(folding: Folding, folder: Buffer, ended: Uint8Array): Uint8Array {
  const name = Buffer.from(ended.subarray(0, -1));
  const listed = readdirSync(folder, { encoding: 'buffer' });
  if (listed.some((one) => one.equals(name))) return ended;
  const key = keyOf(folding, name);
  const stored = listed.find((one) => keyOf(folding, one) === key);
  return stored === undefined ? ended : Buffer.concat([stored, Buffer.alloc(1)]);
}

function keyOf({ foldsCase, foldsForms }: Folding, name: Buffer): string {
  const form = foldsForms ? name.toString().normalize('NFD') : name.toString('latin1');
  return foldsCase ? form.toLowerCase() : form;
}
