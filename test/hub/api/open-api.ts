/** A hub with two nodes, of which fs1 is attached, and what the tests of its HTTP API say to it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { apiRoot } from '../../../hub/api/routes.ts';
import { Transfer } from '../../../src/model/transfer.ts';
import { makeSealingPair } from '../../../src/runtime/hpke.ts';
import { httpClient } from '../../harness/http-client.ts';
import { openFleet } from '../../harness/hub-fleet.ts';
import { somePlan } from '../../harness/plans.ts';
import { attachNode } from '../../harness/scripted-node.ts';
import { tempFolder } from '../../harness/temp-folder.ts';
import { webhookReceiver } from '../../harness/webhook-receiver.ts';

export const way = { source: { node: 'fs1', path: '/srv/in' }, destination: { node: 'fs2', path: '/srv/out' } };

export const failure = (code: string) => ({
  code,
  message: expect.stringMatching(/\S/),
  hint: expect.stringMatching(/\S/),
});

export type OpenApi = Awaited<ReturnType<typeof openApi>>;

export async function openApi() {
  await using parts = new AsyncDisposableStack();
  const folder = parts.use(await tempFolder());
  const secretsFolder = join(folder.path, 'secrets');
  mkdirSync(secretsFolder);
  writeFileSync(join(secretsFolder, 'hook'), 'a secret', { mode: 0o600 });
  const receiver = parts.use(await webhookReceiver({ status: 204 }));
  const fleet = parts.use(await openFleet(folder.path, undefined, { secretsFolder }));
  const fs1 = parts.use(
    await attachNode({
      hub: fleet.hub.address,
      enrolled: fleet.fs1,
      sealingKey: makeSealingPair().publicKey,
      requests: { 'make-plan': async () => somePlan({ copiedFiles: 3 }) },
    }),
  );
  const ask = httpClient(fleet.hub.address, fleet.hub.admin.identity);
  const post = (path: string, body?: unknown, headers = {}) =>
    ask(`${apiRoot}${path}`, { method: 'POST', headers, ...(body !== undefined && { body }) });
  const started = async (places = way): Promise<string> => Transfer.parse((await post('/transfers', places)).json).id;
  const living = parts.move();
  return { receiver, fleet, fs1, ask, post, started, [Symbol.asyncDispose]: () => living.disposeAsync() };
}
