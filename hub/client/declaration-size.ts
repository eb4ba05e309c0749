/** A declaration goes to the hub as a whole, in one message: whether it fits, and what takes the room when it does not. */
import { Buffer } from 'node:buffer';
import type { Declaration } from '../../src/model/declaration.ts';
import { maxMessageBytes } from '../../src/protocol/envelope.ts';
import { Fault } from '../../src/runtime/fault.ts';
import { shownName } from '../../src/runtime/names.ts';
import { formatBytes } from '../../src/runtime/units.ts';

/** Less what a message has around it. */
const mostBytes = maxMessageBytes - 1024;

/** Throws `declaration-too-long`. `file`: as it is shown. */
export function confirmFits(file: string, declaration: Declaration): void {
  const bytes = jsonBytes(declaration);
  if (bytes <= mostBytes) return;
  const [kind, entries] = largest(Object.entries(declaration).map(([name, list]) => [name, list ?? []]));
  const [entry] = largest(entries.map((one) => [one.name, one]));
  throw new Fault(
    'declaration-too-long',
    `what ${file} declares takes ${formatBytes(bytes)}, and a message to the hub has at most ${formatBytes(mostBytes)}: ` +
      `${kind} take ${formatBytes(jsonBytes(entries))}, ${shownName(entry)} the most of them`,
  );
}

function largest<Value>(named: readonly (readonly [string, Value])[]): readonly [string, Value] {
  return named.reduce((most, one) => (jsonBytes(one[1]) > jsonBytes(most[1]) ? one : most));
}

function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
