/** Watched folders over a real database: what nodes report, and what the hub starts for it. */
import { expect, test } from 'vitest';
import type { WatchReport } from '../../../src/protocol/node-link.ts';
import { type TemporaryFolder, temporaryFolder } from '../../engine/temporary-folder.ts';
import { openHubParts } from '../../harness/hub-parts.ts';

const templates = [{ name: 'ingest', from: 'fs1:/srv/in', to: 'fs2:/srv/in', options: { exclude: ['*.tmp'] } }];
const incoming = { name: 'incoming', kind: 'watch', template: 'ingest', node: 'fs1', folder: '/srv/in' };
const report = (number: number, watch = 'incoming'): WatchReport => ({
  number,
  at: 1000 + number,
  watch,
  fact: { kind: 'watch-fired' },
});

/** A hub whose watch has fired, and that has seen to it. */
function fired(folder: TemporaryFolder, time: { now: number }) {
  const hub = openHubParts(folder.path, time);
  hub.declare({ templates, triggers: [incoming] });
  hub.ledger.storeReports('fs1', [report(1)]);
  hub.step();
  return hub;
}

test('a firing starts the template once, however often it is reported and the hub is started again', () => {
  using folder = temporaryFolder();
  const time = { now: 1_800_000_000_000 };
  {
    using hub = openHubParts(folder.path, time);
    hub.declare({ templates, triggers: [incoming] });
    hub.step();
    expect(hub.started()).toEqual([]);
    expect(hub.ledger.storeReports('fs1', [report(1)])).toBe(1);
    expect(hub.ledger.storeReports('fs1', [report(1)])).toBe(1);
    hub.step();
  }
  using hub = openHubParts(folder.path, time);
  hub.step();
  expect(hub.started()).toMatchObject([
    {
      createdBy: 'trigger:incoming',
      startedBy: { template: 'ingest', trigger: 'incoming' },
      options: { selection: { rules: [{ kind: 'exclude', pattern: '*.tmp' }], settleSeconds: 5 } },
    },
  ]);
});

test('a hub that was killed between the start and its note finds what it has started', () => {
  using folder = temporaryFolder();
  using hub = fired(folder, { now: 1_800_000_000_000 });
  hub.database.exec('update watched set started = 0');
  for (const transfer of hub.started()) hub.end(transfer);
  hub.step();
  expect(hub.started()).toHaveLength(1);
});

test('what fires while a run has not ended is one run, after it', () => {
  using folder = temporaryFolder();
  using hub = fired(folder, { now: 1_800_000_000_000 });
  hub.ledger.storeReports('fs1', [report(2), report(3), report(4)]);
  hub.step();
  const [first] = hub.started();
  if (first === undefined) throw new Error('nothing was started');
  expect(hub.started()).toHaveLength(1);
  hub.end(first);
  hub.step();
  hub.step();
  expect(hub.started()).toHaveLength(2);
});

test('only the node that watches can fire a watch, and one that is not enabled starts nothing', () => {
  using folder = temporaryFolder();
  const time = { now: 1_800_000_000_000 };
  using hub = openHubParts(folder.path, time);
  hub.declare({ templates, triggers: [incoming, { ...incoming, name: 'off', enabled: false }] });
  hub.ledger.storeReports('fs2', [report(1)]);
  hub.ledger.storeReports('fs1', [report(1, 'off'), report(2, 'of nobody')]);
  hub.step();
  expect(hub.started()).toEqual([]);
});

test('a watch that was removed and is declared again begins anew', () => {
  using folder = temporaryFolder();
  using hub = fired(folder, { now: 1_800_000_000_000 });
  for (const transfer of hub.started()) hub.end(transfer);
  hub.declare({ triggers: [] });
  hub.declare({ triggers: [incoming] });
  hub.step();
  expect(hub.started()).toHaveLength(1);
  hub.ledger.storeReports('fs1', [report(2)]);
  hub.step();
  expect(hub.started()).toHaveLength(2);
});

test('how a folder is watched is part of what is shown of its trigger', () => {
  using folder = temporaryFolder();
  using hub = openHubParts(folder.path, { now: 1_800_000_000_000 });
  hub.declare({ templates, triggers: [incoming] });
  const reason = { code: 'watch-limit', message: 'no more' };
  const standing = { kind: 'looks', everySeconds: 10, reason } as const;
  hub.ledger.storeReports('fs1', [{ number: 1, at: 1, watch: 'incoming', fact: { kind: 'watch-stands', standing } }]);
  expect(hub.record('incoming')).toMatchObject({ watched: standing });
});

test.each([
  ['another node than its template', { node: 'fs2' }, 'watches a folder of fs2, and ingest moves files from fs1'],
  ['no absolute path', { folder: 'in' }, 'an absolute path on its node'],
  ['a path that climbs', { folder: '/srv/../etc' }, 'an absolute path on its node'],
  ['no time to settle', { settleSeconds: 0 }, 'expected number to be >=1'],
])('a watch is refused that names %s', (_, change, message) => {
  using folder = temporaryFolder();
  using hub = openHubParts(folder.path, { now: 1_800_000_000_000 });
  expect(() => hub.declare({ templates, triggers: [{ ...incoming, ...change }] })).toThrow(message);
});
