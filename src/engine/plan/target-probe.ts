/**
 * What can be learned of a file system without writing to it: an open folder of it is asked for names that it has in other
 * spellings, and for names that it may find too long.
 */
import { Buffer } from 'node:buffer';
import { statfsSync } from 'node:fs';
import type { NameHandling } from '../../model/plan.ts';
import { Fault } from '../../runtime/fault.ts';
import { nameText } from '../../runtime/names.ts';
import { lookAt } from '../disk/file-status.ts';
import { terminated } from '../disk/relative-path.ts';
import { otherCase, otherForm } from '../disk/spelling.ts';
import { readNames } from '../scan/folder-reader.ts';
import type { TargetFacts } from './plan-target.ts';

/** The types whose format keeps times coarser than a nanosecond (statfs(2)). */
const grainsByType: Readonly<Record<number, bigint>> = {
  19780: 2_000_000_000n,
  538032816: 10_000_000n,
  1397118030: 100n,
  4283649346: 100n,
  4266872130: 100n,
};

/** `path` leads to the folder that `fd` holds open. */
export function probeTarget(fd: number, path: string): Omit<TargetFacts, 'isMissing'> {
  const { bavail, bsize, type } = statfsSync(path);
  const names = new Set(readNames(fd, Buffer.from(path)));
  return {
    freeBytes: bavail * bsize,
    mtimeGrainNs: grainsByType[type] ?? 1n,
    caseHandling: ask({ fd, names, respell: otherCase }),
    normalForms: ask({ fd, names, respell: otherForm }),
  };
}

export function refusesLength(fd: number, name: Buffer): boolean {
  try {
    lookAt(fd, terminated(name), name);
    return false;
  } catch (thrown) {
    return thrown instanceof Fault && thrown.code === 'name-too-long';
  }
}

interface Question {
  readonly fd: number;
  /** All of the folder, one character a byte. */
  readonly names: ReadonlySet<string>;
  /** Undefined for a name that has no other spelling. */
  readonly respell: (name: string) => string | undefined;
}

/** Asks for entries in another spelling, until one of them is a name that the folder does not list. */
function ask({ fd, names, respell }: Question): NameHandling {
  for (const name of names) {
    const text = nameText(Buffer.from(name, 'latin1'));
    const other = text === undefined ? undefined : respell(text);
    if (text === undefined || other === undefined || names.has(Buffer.from(other).toString('latin1'))) continue;
    const bytes = Buffer.from(other);
    return lookAt(fd, terminated(bytes), bytes) ? 'folds' : 'keeps';
  }
  return 'unknown';
}
