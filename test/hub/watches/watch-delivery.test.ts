import { expect, test } from 'vitest';
import { Declaration } from '../../../src/model/declaration.ts';
import type { Watch } from '../../../src/model/watch.ts';
import { Fault } from '../../../src/runtime/fault.ts';
import { openFleet } from '../../harness/hub-fleet.ts';
import { attachNode } from '../../harness/scripted-node.ts';
import { tempFolder } from '../../harness/temp-folder.ts';
import { until } from '../../harness/until.ts';

const templates = [
  { name: 'ingest', from: 'fs1:/srv/in', to: 'fs2:/srv/in', options: { 'exclude': ['*.tmp'], 'min-size': '1K' } },
];
const incoming = { name: 'incoming', kind: 'watch', template: 'ingest', node: 'fs1', folder: '/srv/in' };

async function openWatched(folder: string) {
  const fleet = await openFleet(folder);
  const told: (readonly Watch[])[] = [];
  const attach = () =>
    attachNode({
      hub: fleet.hub.address,
      enrolled: fleet.fs1,
      requests: {
        'keep-watches': async ({ watches }) => {
          told.push(watches);
          return {};
        },
      },
    });
  const declare = async (declaration: object): Promise<void> => {
    await fleet.admin.request('apply', { declaration: Declaration.parse(declaration), isDryRun: false });
  };
  return { ...fleet, told, attach, declare };
}

test('a node is told at every contact and every change which folders it is to watch, and only it', async () => {
  await using folder = await tempFolder();
  await using fleet = await openWatched(folder.path);
  const { told, declare } = fleet;
  {
    await using _node = await fleet.attach();
    await until(() => told.length === 1);
    expect(told.at(-1)).toEqual([]);
    await declare({ templates, triggers: [incoming, { ...incoming, name: 'off', enabled: false }] });
    await until(() => told.at(-1)?.length === 1);
    expect(told.at(-1)).toEqual([
      {
        name: 'incoming',
        folder: '/srv/in',
        settleSeconds: 5,
        selection: { rules: [{ kind: 'exclude', pattern: '*.tmp' }], minSizeBytes: 1024 },
      },
    ]);
  }
  await declare({ triggers: [{ ...incoming, settleSeconds: 60, include: ['*.mov'], exclude: ['proxy/'] }] });
  await using _again = await fleet.attach();
  await until(() => told.at(-1)?.[0]?.settleSeconds === 60);
  expect(told.at(-1)?.[0]?.selection).toEqual({
    rules: [
      { kind: 'exclude', pattern: 'proxy/' },
      { kind: 'include', pattern: '*.mov' },
    ],
  });
  await declare({ triggers: [{ ...incoming, enabled: false }] });
  await until(() => told.at(-1)?.length === 0);
});

test('a node that is too old to watch is named in the log, and attached all the same', async () => {
  await using folder = await tempFolder();
  await using fleet = await openWatched(folder.path);
  await fleet.declare({ templates, triggers: [incoming] });
  let asked = 0;
  await using _old = await attachNode({
    hub: fleet.hub.address,
    enrolled: fleet.fs1,
    requests: {
      'keep-watches': async () => {
        asked += 1;
        throw new Fault('bad-message', 'there is no keep-watches');
      },
    },
  });
  await until(() => asked > 0);
  const { nodes } = await fleet.admin.request('list-nodes', {});
  expect(nodes.find(({ name }) => name === 'fs1')).toMatchObject({ presence: 'online' });
});
