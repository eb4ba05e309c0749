import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { databaseFile } from '../../../hub/store/state-files.ts';
import { Transfer } from '../../../src/model/transfer.ts';
import { httpClient } from '../../harness/http-client.ts';
import { openFleet } from '../../harness/hub-fleet.ts';
import { attachUser, enrolMember, openTestHub } from '../../harness/open-hub.ts';
import { type Exposition, readExposition } from '../../harness/prometheus-text.ts';
import { attachNode, someHealth, someProgress } from '../../harness/scripted-node.ts';
import { tempFolder } from '../../harness/temp-folder.ts';
import { until } from '../../harness/until.ts';

const totals = {
  copied: { files: 2, bytes: 4000 },
  skipped: { files: 0, bytes: 0 },
  failed: { files: 0, bytes: 0 },
  deleted: { files: 0, bytes: 0 },
  durationMs: 2000,
};

async function measured(folder: string) {
  const fleet = await openFleet(folder);
  const ask = httpClient(fleet.hub.address, fleet.hub.admin.identity);
  return {
    ...fleet,
    ask,
    scrape: async (): Promise<Exposition> => {
      const { status, headers, text } = await ask('/metrics');
      expect({ status, type: headers['content-type'] }).toEqual({
        status: 200,
        type: 'text/plain; version=0.0.4; charset=utf-8',
      });
      return readExposition(text);
    },
    [Symbol.asyncDispose]: () => fleet[Symbol.asyncDispose](),
  };
}

test('a transfer is in the figures from its order to its end, and what it moved stays', async () => {
  await using folder = await tempFolder();
  await using fleet = await measured(folder.path);
  await using fs1 = await attachNode({ hub: fleet.hub.address, enrolled: fleet.fs1 });
  const way = { source: { node: 'fs1', path: '/in' }, destination: { node: 'fs2', path: '/out' } };
  const { json } = await fleet.ask('/api/v1/transfers', { method: 'POST', body: way });
  const { id } = Transfer.parse(json);
  await until(() => fs1.orders.length === 1, { what: 'the order' });
  const queued = await fleet.scrape();
  expect(queued.value('longhaul_queue_length')).toBe(1);
  expect(queued.value('longhaul_transfers', { state: 'queued' })).toBe(1);

  await fs1.report(1, id, { kind: 'state', state: { kind: 'transferring' } });
  const state = { kind: 'transferring' as const };
  fs1.peer.notify('progress', { transfers: [{ transfer: id, state, progress: someProgress(1500, 2500) }] });
  const running = await until(
    async () => {
      const page = await fleet.scrape();
      return page.value('longhaul_moved_bytes_total', { node: 'fs1' }) === 1500 && page;
    },
    { what: 'the progress' },
  );
  expect(running.value('longhaul_transfers', { state: 'transferring' })).toBe(1);
  expect(running.value('longhaul_backlog_bytes')).toBe(2500);
  expect(running.value('longhaul_throughput_bytes_per_second')).toBe(1000);
  expect(running.value('longhaul_node_running_transfers', { node: 'fs1' })).toBe(1);

  await fs1.report(2, id, { kind: 'state', state: { kind: 'completed' }, totals });
  const ended = await fleet.scrape();
  expect(ended.value('longhaul_moved_bytes_total', { node: 'fs1' })).toBe(4000);
  expect(ended.value('longhaul_moved_files_total', { node: 'fs1' })).toBe(2);
  expect(ended.value('longhaul_transfers_ended_total', { result: 'completed' })).toBe(1);
  expect(ended.value('longhaul_transfers', { state: 'transferring' })).toBe(0);
  expect(ended.value('longhaul_transfer_throughput_bytes_per_second_count')).toBe(1);
  expect(ended.value('longhaul_transfer_throughput_bytes_per_second_sum')).toBe(2000);
});

test('a node is up with its health, and when it is away only how long is told', async () => {
  await using folder = await tempFolder();
  await using fleet = await measured(folder.path);
  {
    const requests = { 'tell-time': async () => ({ now: Date.now() + 30_000 }) };
    await using fs1 = await attachNode({ hub: fleet.hub.address, enrolled: fleet.fs1, requests });
    fs1.peer.notify('health', someHealth());
    const page = await until(
      async () => {
        const scraped = await fleet.scrape();
        return (scraped.value('longhaul_node_clock_skew_seconds', { node: 'fs1' }) ?? 0) > 20 && scraped;
      },
      { what: 'the health' },
    );
    expect(page.value('longhaul_node_up', { node: 'fs1' })).toBe(1);
    expect(page.value('longhaul_node_up', { node: 'fs2' })).toBe(0);
    expect(page.value('longhaul_node_root_free_bytes', { node: 'fs1', root: '/srv' })).toBe(5e9);
    expect(page.value('longhaul_node_root_free_bytes', { node: 'fs2' })).toBeUndefined();
    expect(page.value('longhaul_links', { kind: 'node' })).toBe(1);
  }
  const page = await until(
    async () => {
      const scraped = await fleet.scrape();
      return scraped.value('longhaul_node_up', { node: 'fs1' }) === 0 && scraped;
    },
    { what: 'that fs1 is away' },
  );
  expect(page.value('longhaul_node_clock_skew_seconds', { node: 'fs1' })).toBeUndefined();
  const lastSeen = page.value('longhaul_node_last_seen_timestamp_seconds', { node: 'fs1' }) ?? 0;
  expect(Math.abs(Date.now() / 1000 - lastSeen)).toBeLessThan(60);
});

test('requests are timed by route and status, and strangers cannot make up labels', async () => {
  await using folder = await tempFolder();
  await using fleet = await measured(folder.path);
  const stranger = httpClient(fleet.hub.address, { ca: fleet.hub.admin.identity.ca });
  await fleet.ask('/api/v1/transfers/T-7');
  await fleet.ask('/api/v1/transfers/T-8');
  await stranger('/some/where?else');
  await stranger('/healthz', { method: 'PROPFIND' });
  await stranger('/api/v1/nodes', { headers: { authorization: 'Bearer x' } });
  const duration = 'longhaul_http_request_duration_seconds_count';
  const route = '/api/v1/transfers/{transfer}';
  const page = await until(
    async () => {
      const scraped = await fleet.scrape();
      return scraped.value(duration, { method: 'GET', route: '/api/v1/nodes', status: '401' }) === 1 && scraped;
    },
    { what: 'the last request' },
  );
  expect(page.value(duration, { method: 'GET', route, status: '404' })).toBe(2);
  expect(page.value(duration, { method: 'GET', route: 'other', status: '401' })).toBe(1);
  expect(page.value(duration, { method: 'other', route: '/healthz', status: '200' })).toBe(1);
  expect(page.value('longhaul_sign_ins_refused_total', { reason: 'refused' })).toBe(2);
});

test('the hub tells of itself: its version, its links, its event loop, and when keys end', async () => {
  await using folder = await tempFolder();
  await using fleet = await measured(folder.path);
  await fleet.admin.request('make-api-key', { name: 'ci' });
  await fleet.admin.request('make-api-key', { name: 'forever', lifetimeMs: null });
  const page = await fleet.scrape();
  expect(page.value('longhaul_build_info')).toBe(1);
  expect(page.value('longhaul_links', { kind: 'console' })).toBe(1);
  expect(page.types.get('nodejs_eventloop_lag_p99_seconds')).toBe('gauge');
  expect(page.value('process_resident_memory_bytes')).toBeGreaterThan(0);
  expect(page.value('longhaul_api_key_expiry_timestamp_seconds', { key: 'ci' })).toBeGreaterThan(Date.now() / 1000);
  expect(page.value('longhaul_api_key_expiry_timestamp_seconds', { key: 'forever' })).toBeUndefined();
  const docs = readFileSync(new URL('../../../docs/monitoring.md', import.meta.url), 'utf8');
  const own = [...page.types.keys()].filter((name) => name.startsWith('longhaul_'));
  expect(own.filter((name) => !docs.includes(`\`${name}\``))).toEqual([]);
  const alerts = docs.match(/longhaul_[a-z_]+/g) ?? [];
  const isKnown = (name: string) => own.some((family) => name === family || name === `${family}_bucket`);
  expect(alerts.filter((name) => !isKnown(name))).toEqual([]);
});

test.each(['/metrics', '/readyz'])('%s is for who may look, and for nobody else', async (path) => {
  await using folder = await tempFolder();
  await using fleet = await measured(folder.path);
  const { key } = await fleet.admin.request('make-api-key', {
    name: 'starter',
    role: 'operator',
    scopes: ['transfer'],
  });
  const plain = httpClient(fleet.hub.address, { ca: fleet.hub.admin.identity.ca });
  await expect(plain(path)).resolves.toMatchObject({ status: 401 });
  await expect(plain(path, { headers: { authorization: `Bearer ${key}` } })).resolves.toMatchObject({ status: 403 });
  await expect(fleet.ask(path, { method: 'POST' })).resolves.toMatchObject({ status: 405, headers: { allow: 'GET' } });
  const { entries } = await fleet.admin.request('list-audit', { result: 'denied', offset: 0, limit: 10 });
  expect(entries).toMatchObject([{ who: 'key:starter', action: path }]);
});

test('a hub whose database cannot be written is not ready, and is again when it can', async () => {
  await using folder = await tempFolder();
  const time = { ahead: 0 };
  const clock = { now: () => Date.now() + time.ahead, sleep: async () => undefined };
  await using hub = await openTestHub(folder.path, { clock });
  const ask = httpClient(hub.address, hub.admin.identity);
  await expect(ask('/readyz')).resolves.toMatchObject({ status: 200, json: { ready: true } });
  const other = new Database(databaseFile(join(folder.path, 'hub')));
  other.exec('begin exclusive');
  time.ahead = 60_000;
  const answer = await ask('/readyz');
  other.close();
  expect(answer).toMatchObject({ status: 503, json: { ready: false, checks: [{ check: 'database', ok: false }, {}] } });
  await expect(ask('/readyz')).resolves.toMatchObject({ status: 200 });
});

test('a hub whose clock differs from that of most nodes is not ready', async () => {
  await using folder = await tempFolder();
  await using hub = await openTestHub(folder.path);
  await using admin = await attachUser(hub.address, hub.admin.identity);
  await using nodes = new AsyncDisposableStack();
  for (const name of ['a', 'b', 'c']) {
    const enrolled = await enrolMember(hub, { kind: 'node', name });
    const requests = { 'tell-time': async () => ({ now: Date.now() + 3_600_000 }) };
    nodes.use(await attachNode({ hub: hub.address, enrolled, requests }));
  }
  const isHeard = async () => {
    const { nodes: known } = await admin.request('list-nodes', {});
    return known.every(({ clockSkewMs = 0 }) => clockSkewMs > 3_000_000);
  };
  await until(isHeard, { what: 'the clocks of the nodes' });
  const ask = httpClient(hub.address, hub.admin.identity);
  await expect(ask('/readyz')).resolves.toMatchObject({
    status: 503,
    json: {
      checks: [
        { ok: true },
        { check: 'clock', ok: false, detail: expect.stringMatching(/^the nodes are 3\d\d\d s ahead$/) },
      ],
    },
  });
});
