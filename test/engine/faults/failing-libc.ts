/**
 * Loaded with `node --import` before the program, and so in each of its threads: one call of libc fails as told in the
 * environment, once in the whole run, or every place that calls is written down.
 *
 * A place is the function, the thread, and the names of the callers; a scan of the source is another than one of the
 * destination.
 */
import { appendFileSync, closeSync, existsSync, openSync } from 'node:fs';
import { constants } from 'node:os';
import { isMainThread, threadName, workerData } from 'node:worker_threads';
import koffi from 'koffi';
import { libc } from '../../../src/engine/disk/libc.ts';
import { alsoInPool } from '../calls-in-pool.ts';

export type FaultOrder =
  | { readonly kind: 'none'; readonly isSlow: boolean }
  | { readonly kind: 'record'; readonly isSlow: boolean; readonly file: string }
  /** One function fails wherever it is called, as long as there is such a file. */
  | {
      readonly kind: 'while';
      readonly call: string;
      readonly errno: keyof typeof constants.errno;
      readonly file: string;
    }
  | {
      readonly kind: 'fail';
      readonly isSlow: boolean;
      readonly place: string;
      readonly errno: keyof typeof constants.errno;
      /** Made by whoever fails, so that nobody else does. */
      readonly marker: string;
    };

export const orderVariable = 'LONGHAUL_TEST_FAULT';

type Call = ((...values: unknown[]) => number) & { readonly async?: ((...values: unknown[]) => void) | undefined };

/** Well above what makes a disk a slow one (src/engine/disk/call-pace.ts). */
const slowMs = 0.4;
const nobody = new Int32Array(new SharedArrayBuffer(4));
const text = process.env[orderVariable];
if (!isMainThread && text !== undefined && text !== '') arm(JSON.parse(text) as FaultOrder);

function arm(order: FaultOrder): void {
  const table = libc() as unknown as Record<string, Call>;
  for (const [name, real] of Object.entries(table)) {
    if (order.kind === 'while') {
      if (order.call === name) table[name] = alsoInPool(failingWhile(real, order));
      continue;
    }
    const call = order.isSlow ? slow(real) : real;
    if (order.kind === 'none') table[name] = call;
    else if (order.kind === 'record') table[name] = recording(name, call, order.file);
    else table[name] = failing(name, call, order);
  }
}

/** Blocking calls take long; in the pool they do not hold up anybody. */
function slow(real: Call): Call {
  const blocking = (...values: unknown[]) => {
    Atomics.wait(nobody, 0, 0, slowMs);
    return real(...values);
  };
  return Object.assign(blocking, { async: real.async });
}

function failingWhile(real: Call, { errno, file }: Extract<FaultOrder, { kind: 'while' }>): Call {
  return (...values) => {
    if (!existsSync(file)) return real(...values);
    koffi.errno(constants.errno[errno]);
    return -1;
  };
}

function recording(name: string, real: Call, file: string): Call {
  const seen = new Set<string>();
  const note = () => {
    const place = placeOf(name);
    if (!seen.has(place)) appendFileSync(file, `${place}\n`);
    seen.add(place);
  };
  const blocking = (...values: unknown[]) => {
    note();
    return real(...values);
  };
  const inPool = (...values: unknown[]) => {
    note();
    real.async?.(...values);
  };
  return Object.assign(blocking, { async: inPool });
}

function failing(name: string, real: Call, order: Extract<FaultOrder, { kind: 'fail' }>): Call {
  const isTurn = () => placeOf(name) === order.place && isFirst(order.marker);
  const fail = alsoInPool((...values: unknown[]) => {
    // A descriptor is gone even when closing it fails.
    if (name === 'close') real(...values);
    koffi.errno(constants.errno[order.errno]);
    return -1;
  }) as Call;
  const blocking = (...values: unknown[]) => (isTurn() ? fail(...values) : real(...values));
  const inPool = (...values: unknown[]) => (isTurn() ? fail : real).async?.(...values);
  return Object.assign(blocking, { async: inPool });
}

function isFirst(marker: string): boolean {
  try {
    closeSync(openSync(marker, 'wx'));
    return true;
  } catch {
    return false;
  }
}

function placeOf(name: string): string {
  const holder: { stack?: string } = {};
  Error.captureStackTrace(holder, placeOf);
  const callers = (holder.stack ?? '').split('\n').flatMap((line) => {
    const [, caller = '', file = ''] = /^ +at (?:(.*) \()?.*\/src\/engine\/[a-z]+\/([a-z-]+)\.ts:/.exec(line) ?? [];
    return file === '' ? [] : [`${file} ${caller}`.trimEnd()];
  });
  return `${name} in ${thread()}: ${callers.slice(0, 4).join(' < ')}`;
}

function thread(): string {
  if (threadName !== 'scan') return threadName ?? '';
  return (workerData as { leftovers: unknown }).leftovers === undefined ? 'source scan' : 'destination scan';
}
