/**
 * Many transfers in all directions while the hub is down and programs are killed at random. The full size, with all of
 * them under way at once: LONGHAUL_STORM=100 npx vitest run test/scenario/storm.test.ts
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { defaultTransferOptions } from '../../src/model/transfer-options.ts';
import { shownName } from '../../src/runtime/names.ts';
import { temporaryFolder } from '../engine/temporary-folder.ts';
import { RunningFleet } from '../harness/running-fleet.ts';
import { digests, inventory, makeSampleTree } from '../harness/sample-tree.ts';
import { until } from '../harness/until.ts';

const isFull = process.env['LONGHAUL_STORM'] !== undefined;
const transfers = Number(process.env['LONGHAUL_STORM'] ?? 16);
const nodes = isFull ? ['fs1', 'fs2', 'fs3', 'fs4'] : ['fs1', 'fs2', 'fs3'];
const nodeKills = isFull ? 30 : 4;
const hubKills = isFull ? 8 : 2;
const withinMs = isFull ? 900_000 : 120_000;
const options = {
  ...defaultTransferOptions,
  bwlimit: isFull ? 50_000 : 400_000,
  blockSizeBytes: 256 * 1024,
  queueCapacity: 4,
};

const at = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;
const anyOf = <T>(list: readonly T[]): T => at(list, Math.floor(Math.random() * list.length));

it(`${transfers} transfers, with the hub away and nodes killed at random, all complete, none twice, and the records say so`, {
  timeout: 2 * withinMs,
}, async () => {
  using folder = temporaryFolder();
  await using fleet = await RunningFleet.start({
    folder: folder.path,
    nodes,
    // The most that a node takes.
    nodeFlags: isFull ? ['--max-transfers', '64'] : [],
  });
  const pairs = Array.from({ length: transfers }, (_, index) => {
    const [from, to] = [at(nodes, index), at(nodes, index + Math.floor(index / nodes.length))];
    const [source, target] = [join(fleet.root(from), `data ${index}`), join(fleet.root(to), `copy ${index}`)];
    makeSampleTree({ path: source, smallFiles: 15, largeFiles: [400_000, 300_000] });
    return { from, to, source, target };
  });
  const arrived = (): number =>
    pairs.reduce(
      (sum, { target }) => sum + (existsSync(target) ? readdirSync(target, { recursive: true }).length : 0),
      0,
    );
  const wanted = pairs.reduce((sum, { source }) => sum + readdirSync(source, { recursive: true }).length, 0);
  /** The moment is what is random here, nothing is waited for. */
  const atSomeMoment = (longestMs: number): Promise<void> => delay(Math.random() * longestMs);
  const killNode = async (): Promise<void> => {
    const victim = anyOf(nodes);
    await atSomeMoment(500);
    await fleet.process(victim).end('SIGKILL');
    await atSomeMoment(1500);
    fleet.startNode(victim);
  };

  const started = await Promise.all(
    pairs.map(async ({ from, to, source, target }) => {
      const places = { source: { node: from, path: source }, destination: { node: to, path: target } };
      return (await fleet.start({ ...places, options })).id;
    }),
  );
  await until(() => arrived() > 0, { what: () => `the first file; ${fleet.said}`, withinMs });
  await fleet.process('hub').end('SIGKILL');
  for (let kill = 0; kill < nodeKills; kill += 1) {
    const before = arrived();
    await killNode();
    await until(() => arrived() > before || arrived() >= wanted, { what: () => `progress; ${fleet.said}`, withinMs });
  }
  // It comes back to all there is to report, and does not live long enough to hear all of it.
  for (let kill = 0; kill < hubKills; kill += 1) {
    await fleet.startHub();
    await Promise.all([atSomeMoment(1500), ...(kill % 2 === 0 ? [killNode()] : [])]);
    await fleet.process('hub').end('SIGKILL');
  }
  await fleet.startHub();
  await until(async () => (await fleet.active()) === 0, { what: () => `all ends; ${fleet.said}`, withinMs });

  for (const id of started) expect.soft((await fleet.transfer(id)).state).toEqual({ kind: 'completed' });
  for (const { source, target } of pairs) expect.soft(inventory(target)).toEqual(inventory(source));

  const trail = (await fleet.hub('--audit', '--json')).stdout.trimEnd().split('\n');
  const steps = trail.map((line) => JSON.parse(line)).filter(({ action }) => action.startsWith('transfer.'));
  for (const id of started) {
    const of = steps.filter(({ object }) => object === id).map(({ action, result }) => `${action} ${result}`);
    expect.soft(of, id).toEqual(['transfer.start ok', 'transfer.end ok']);
  }
  expect.soft(steps).toHaveLength(2 * transfers);
  expect.soft(await fleet.hub('--audit-verify')).toMatchObject({ code: 0 });

  for (const node of nodes) {
    const told = arrivedFiles(join(fleet.data(node), 'audit.jsonl'));
    for (const [index, { from, source }] of pairs.entries()) {
      if (from !== node) continue;
      const id = String(started[index]);
      const silent = [...digests(source).keys()].filter(
        (path) => !told.has(`${id} /data ${index}${shownName(Buffer.from(path, 'latin1'))}`),
      );
      expect.soft(silent, `${id}: not in the audit log of ${node}`).toEqual([]);
    }
    await fleet.process(node).end('SIGTERM');
    expect.soft(outboxOf(join(fleet.data(node), 'node.db'))).toEqual(heardOf(folder.at('hub', 'hub.db'), node));
  }
});

/** `T-1 /data 0/file` for each that the node says it has synced, or found as it should be after it was killed. */
function arrivedFiles(auditFile: string): Set<string> {
  const lines = readFileSync(auditFile, 'utf8').trimEnd().split('\n');
  return new Set(
    lines.flatMap((line) => {
      const { event, transfer, source } = JSON.parse(line);
      return event === 'synced' || event === 'skipped' ? [`${transfer} ${source.slice(source.indexOf('/data '))}`] : [];
    }),
  );
}

/** How many reports were ever given a number, and how many were not delivered. */
function outboxOf(file: string): { said: number; left: number } {
  using database = openReadOnly(file);
  const said = database.one("select coalesce(max(seq), 0) from sqlite_sequence where name = 'reports'");
  return { said, left: database.one('select count(*) from reports') };
}

function heardOf(file: string, node: string): { said: number; left: number } {
  using database = openReadOnly(file);
  return { said: database.one('select reports_up_to from nodes where name = ?', node), left: 0 };
}

function openReadOnly(file: string) {
  const database = new Database(file, { readonly: true });
  return {
    one: (sql: string, ...values: string[]): number =>
      Number(
        database
          .prepare(sql)
          .pluck()
          .get(...values),
      ),
    [Symbol.dispose]: () => void database.close(),
  };
}
