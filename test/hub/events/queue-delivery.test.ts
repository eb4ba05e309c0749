import { expect, test } from 'vitest';
import { Declaration } from '../../../src/model/declaration.ts';
import type { ObjectQueue } from '../../../src/model/object-queue.ts';
import { openFleet } from '../../harness/hub-fleet.ts';
import { attachNode } from '../../harness/scripted-node.ts';
import { tempFolder } from '../../harness/temp-folder.ts';
import { until } from '../../harness/until.ts';

const queue = 'https://sqs.eu-central-1.amazonaws.com/123456789012/new-objects';
const arrived = { name: 'arrived', kind: 'sqs', template: 'ingest', node: 'fs1', queue, prefix: 'in/' };
const declaration = {
  connections: [{ name: 'prod-s3', kind: 's3' }],
  templates: [
    { name: 'ingest', from: 'prod-s3:studio-bucket/{key}', to: 'fs1:/srv', variables: { key: { path: true } } },
  ],
  triggers: [arrived],
};

test('a node is told at every contact and every change which queues it is to poll, and what it says of them is shown', async () => {
  await using folder = await tempFolder();
  await using fleet = await openFleet(folder.path);
  const told: (readonly ObjectQueue[])[] = [];
  const declare = async (next: object): Promise<void> => {
    await fleet.admin.request('apply', { declaration: Declaration.parse(next), isDryRun: false });
  };
  const record = async () => (await fleet.admin.request('list-triggers', {})).triggers[0];
  {
    await using node = await attachNode({
      hub: fleet.hub.address,
      enrolled: fleet.fs1,
      requests: {
        'keep-queues': async ({ queues }) => {
          told.push(queues);
          return {};
        },
      },
    });
    await until(() => told.at(-1)?.length === 0);
    await declare(declaration);
    await until(() => told.at(-1)?.length === 1);
    expect(told.at(-1)).toEqual([{ name: 'arrived', queue, region: 'eu-central-1', prefix: 'in/', atOnce: 10 }]);
    await declare({ triggers: [{ ...arrived, region: 'here', exclude: ['*.tmp'] }] });
    await until(() => told.at(-1)?.[0]?.region === 'here');
    expect(told.at(-1)?.[0]?.selection).toEqual({ rules: [{ kind: 'exclude', pattern: '*.tmp' }] });
    expect((await record())?.queue).toBeUndefined();
    node.peer.notify('queues', { queues: [{ name: 'arrived', standing: { since: Date.now(), held: 3 } }] });
    await until(async () => (await record())?.queue?.held === 3);
    const event = { bucket: 'studio-bucket', key: 'in/a', sequencer: '01', at: 0 };
    const lost = new AbortController();
    const asking = node.peer.request('see-to-object', { trigger: 'arrived', event }, { signal: lost.signal });
    await until(async () => (await record())?.lastRun?.kind === 'started');
    lost.abort(new Error('nobody waits'));
    await expect(asking).rejects.toThrow('nobody waits');
    await declare({ triggers: [{ ...arrived, enabled: false }] });
    await until(() => told.at(-1)?.length === 0);
    await declare({ triggers: [arrived] });
  }
  await until(async () => (await record())?.queue === undefined);
});
