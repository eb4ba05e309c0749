/**
 * Two names that are one at the destination. What is there under the other spelling is never replaced as if it had the
 * wanted name: whoever knows the source decides whether the other is a name of its own (run/clash-resolver.ts).
 */
import { Buffer } from 'node:buffer';
import type { PathName } from '../../model/path-name.ts';
import { pathBytes, pathName } from '../../model/path-text.ts';
import { Fault } from '../../runtime/fault.ts';
import { shownName } from '../../runtime/names.ts';
import { joinPath, splitPath } from './relative-path.ts';

/** Survives `postMessage` and JSON. */
export interface Clash {
  /** So many names of the path, counted from the root, lead to the entry; 1 is an entry of the root. */
  readonly depth: number;
  /** The name by which the destination keeps that entry, instead of the last of those. */
  readonly kept: PathName;
}

export class NameClash extends Fault {
  readonly clash: Clash;

  /** `wanted` and `kept`: the path of the entry, and the name that it has at the destination. */
  constructor(wanted: Buffer, kept: Buffer) {
    const other = joinPath(splitPath(wanted).folder, kept);
    super('name-clash', `${shownName(wanted)} and ${shownName(other)} are one name at the destination`);
    this.clash = { depth: wanted.toString('latin1').split('/').length, kept: pathName(kept) };
  }
}

/** Both paths of a clash that was met on the way to `path`. */
export function clashPaths(path: Buffer, { depth, kept }: Clash): { readonly wanted: Buffer; readonly kept: Buffer } {
  const wanted = Buffer.from(path.toString('latin1').split('/').slice(0, depth).join('/'), 'latin1');
  return { wanted, kept: joinPath(splitPath(wanted).folder, pathBytes(kept)) };
}

/** A fault as it crosses threads and processes. */
export interface FaultFacts {
  readonly code: string;
  readonly message: string;
  /** With a `name-clash` of which the other name is known. */
  readonly clash?: Clash;
}

export function factsOf(fault: Fault): FaultFacts {
  const { code, message } = fault;
  return fault instanceof NameClash ? { code, message, clash: fault.clash } : { code, message };
}
