/** Fills a hub with simulated nodes and their running transfers. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { adminProfileFile } from '../../hub/store/state-files.ts';
import { type Profile, readProfile } from '../../src/link/profile.ts';
import { defaultTransferOptions } from '../../src/model/transfer-options.ts';
import type { TransferId } from '../../src/runtime/identifier.ts';
import { httpClient } from '../../test/harness/http-client.ts';
import type { ConsolePeer } from '../../test/harness/open-hub.ts';
import { until } from '../../test/harness/until.ts';
import type { SimulatorReport } from './simulator.ts';

export const nodes = 1000;
export const transfers = 10_000;
const simulators = 2;
const startsAtOnce = 16;
export const setUpMs = 300_000;

export const nodeName = (index: number): string => `n${index % nodes}`;

export async function profileOf(hubFolder: string): Promise<Profile> {
  return await until(() => readProfile(adminProfileFile(hubFolder)).catch(() => undefined), {
    what: "the admin's profile",
  });
}

/** The processes that are the nodes: all are attached, all transfers run, and how long that took is printed. */
export async function fillHub(admin: ConsolePeer, profile: Profile): Promise<ChildProcess[]> {
  const begun = performance.now();
  const since = (): string => `${((performance.now() - begun) / 1000).toFixed(1)} s`;
  const children = await startSimulators(admin);
  const attached = await Promise.all(
    children.map(async (child) => ((await once(child, 'message')) as [SimulatorReport])[0]),
  );
  console.log(
    `${attached.reduce((sum, { attached: count }) => sum + count, 0)} nodes enrolled and attached: ${since()}`,
  );
  let next = 0;
  const starter = async (): Promise<void> => {
    for (let index = next++; index < transfers; index = next++) await start(admin, index);
  };
  await Promise.all(Array.from({ length: startsAtOnce }, starter));
  const running = async (): Promise<boolean> => {
    const text = (await httpClient(profile.hub, profile.identity)('/metrics')).text;
    return Number(/^longhaul_transfers\{state="transferring"\} (\d+)/m.exec(text)?.[1] ?? transfers) >= transfers;
  };
  await until(running, { withinMs: setUpMs, what: 'all transfers run' });
  console.log(`${transfers} transfers started and running: ${since()}`);
  return children;
}

async function startSimulators(admin: ConsolePeer): Promise<ChildProcess[]> {
  const tokens: string[] = [];
  for (let index = 0; index < nodes; index += 1)
    tokens.push((await admin.request('invite', { kind: 'node', name: nodeName(index) })).token);
  return Array.from({ length: simulators }, (_, part) => {
    const child = fork(join(import.meta.dirname, 'simulator.ts'));
    child.send({ tokens: tokens.filter((_token, index) => index % simulators === part) });
    return child;
  });
}

export async function start(peer: ConsolePeer, index: number): Promise<TransferId> {
  const { id } = await peer.request(
    'start-transfer',
    {
      source: { node: nodeName(index), path: `/srv/projects/${index}` },
      destination: { node: nodeName(index + 1), path: `/srv/archive/${index}` },
      options: defaultTransferOptions,
    },
    { timeoutMs: setUpMs },
  );
  return id;
}
