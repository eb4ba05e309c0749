import { expect, test } from 'vitest';
import { AuditLog } from '../../../src/engine/audit/audit-log.ts';
import { Backlog } from '../../../src/engine/backlog/backlog.ts';
import type { Destination, LaneOptions } from '../../../src/engine/endpoint/destination.ts';
import type { LaneItem } from '../../../src/engine/endpoint/item.ts';
import { LocalSource } from '../../../src/engine/endpoint/local-source.ts';
import { noWork } from '../../../src/engine/pipeline/work-meter.ts';
import type { RunEvent } from '../../../src/engine/run/run-event.ts';
import { runTransfer } from '../../../src/engine/run/run-transfer.ts';
import { defaultTransferOptions } from '../../../src/model/transfer-options.ts';
import { Fault } from '../../../src/runtime/fault.ts';
import type { FaultCode } from '../../../src/runtime/fault-codes.ts';
import { type TemporaryFolder, temporaryFolder } from '../temporary-folder.ts';
import { makeTree } from '../tree.ts';
import { auditLines } from './run.ts';

type Answer = 'synced' | 'lost' | { readonly code: FaultCode; readonly side: 'source' | 'destination' };

/** A destination that stores nothing and answers each attempt for a file as it is told. */
function scripted(answer: (path: string, attempt: number) => Answer): Destination {
  const attempts = new Map<string, number>();
  const answerOne = ({ id, path, size }: LaneItem, { onOutcomes, onLost }: LaneOptions) => {
    const name = path.toString();
    const attempt = (attempts.get(name) ?? 0) + 1;
    attempts.set(name, attempt);
    const said = answer(name, attempt);
    if (said === 'lost') onLost(new Fault('link-lost', 'the peer went away'));
    else if (said === 'synced')
      onOutcomes({ synced: [{ id, size, mtimeNs: 1n, digest: Buffer.from('ab', 'hex'), durationMs: 1 }], failed: [] });
    else onOutcomes({ synced: [], failed: [{ id, ...said, message: `cannot do ${name}` }] });
  };
  return {
    capabilities: { mtimeGrainNs: 1n, folder: 'here' },
    async *scan() {},
    openLane: async (options) => ({
      submit: async (items) => {
        for (const item of items) setImmediate(() => answerOne(item, options));
      },
      sample: () => ({ writtenBytes: 0, files: [], streams: undefined, work: noWork }),
      [Symbol.asyncDispose]: async () => {},
    }),
    settleFolders: async (folders) => folders.map(() => undefined),
    remove: async (removals) => removals.map(() => undefined),
    respell: async () => undefined,
    [Symbol.asyncDispose]: async () => {},
  };
}

async function run(place: TemporaryFolder, destination: Destination, { retries = 1 } = {}) {
  const [sourceRoot, destinationRoot] = [Buffer.from(place.at('source')), Buffer.from('/elsewhere')];
  const events: RunEvent[] = [];
  using backlog = Backlog.open({ file: place.at('backlog.db'), sourceRoot, destinationRoot });
  using audit = AuditLog.open({ file: place.at('audit.jsonl'), transfer: 'test', sourceRoot, destinationRoot });
  const ended = runTransfer({
    backlog,
    audit,
    destination,
    source: LocalSource.open({ name: sourceRoot, access: sourceRoot, onlyName: undefined }),
    options: { ...defaultTransferOptions, retries },
    limiters: [],
    onEvent: (event) => events.push(event),
    signal: new AbortController().signal,
  });
  const [outcome] = await Promise.allSettled([ended]);
  const summary = outcome.status === 'fulfilled' ? outcome.value : undefined;
  const fault = outcome.status === 'rejected' ? outcome.reason : undefined;
  return { summary, fault, events, counters: { ...backlog.counters } };
}

test('a full destination makes the run wait and go on by itself, and costs no file an attempt', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { a: 'a', b: 'b', c: 'c' });
  const destination = scripted((_, attempt) => (attempt === 1 ? { code: 'disk-full', side: 'destination' } : 'synced'));
  const { summary, events } = await run(place, destination, { retries: 0 });
  expect(summary).toMatchObject({ copied: { files: 3 }, failed: { files: 0 } });
  const waits = events.filter(({ kind }) => kind === 'waiting');
  expect(waits).toEqual([
    expect.objectContaining({ attempt: 1, reason: expect.objectContaining({ code: 'disk-full' }) }),
  ]);
});

test('a failure that may pass is tried again, as often as allowed', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { passes: 'a', stays: 'b' });
  const attempts: string[] = [];
  const { summary, events } = await run(
    place,
    scripted((path, attempt) => {
      attempts.push(path);
      return path === 'stays' || attempt === 1 ? { code: 'io-error', side: 'source' } : 'synced';
    }),
  );
  expect(summary).toMatchObject({ copied: { files: 1 }, failed: { files: 1 } });
  expect(attempts.toSorted()).toEqual(['passes', 'passes', 'stays', 'stays']);
  expect(events).toContainEqual(expect.objectContaining({ kind: 'file-failed', path: 'stays' }));
});

test('a failure that will not pass is not tried again', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { a: 'a' });
  let attempts = 0;
  const { summary, counters } = await run(
    place,
    scripted(() => {
      attempts += 1;
      return { code: 'permission-denied', side: 'source' };
    }),
  );
  expect(attempts).toBe(1);
  expect(summary).toMatchObject({ failed: { files: 1 } });
  expect(counters).toMatchObject({ pendingFiles: 1 });
});

test('a file that is gone at the source is forgotten; a folder that is gone at the destination is not', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { gone: 'a', displaced: 'b' });
  const destination = scripted((path, attempt) => {
    if (path === 'gone') return { code: 'not-found', side: 'source' };
    return attempt === 1 ? { code: 'not-found', side: 'destination' } : 'synced';
  });
  const { summary, counters } = await run(place, destination);
  expect(summary).toMatchObject({ copied: { files: 1 }, failed: { files: 0 } });
  expect(counters).toMatchObject({ pendingFiles: 0, pendingBytes: 0, syncedFiles: 1, syncedBytes: 1 });
  expect(auditLines(place).map(({ event, error }) => [event, error?.code])).toEqual([
    ['skipped', 'not-found'],
    ['synced', undefined],
  ]);
});

test('a lost lane ends the run with its reason, and what was under way stays pending', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { a: 'a', b: 'b' });
  const { fault, counters } = await run(
    place,
    scripted((path) => (path === 'a' ? 'synced' : 'lost')),
  );
  expect(fault).toMatchObject({ code: 'link-lost', isRetryable: true });
  expect(counters).toMatchObject({ pendingFiles: 1, syncedFiles: 1 });
});
