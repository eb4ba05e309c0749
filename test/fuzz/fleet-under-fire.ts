/**
 * A real hub and two real nodes with somebody honest at work: a transfer between the nodes that goes on for as long as the
 * test likes, and a console that watches it. What strangers do is judged by how these two and the memory of all three fare.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openAuthority } from '../../hub/access/authority.ts';
import { adminProfileFile, authorityFile } from '../../hub/store/state-files.ts';
import { type Enrolled, enrol } from '../../src/link/enrol.ts';
import { type Identity, nodeUri } from '../../src/link/identity.ts';
import { makeKeyRequest } from '../../src/link/key-request.ts';
import { readProfile } from '../../src/link/profile.ts';
import { parseLocation } from '../../src/model/location.ts';
import { defaultTransferOptions } from '../../src/model/transfer-options.ts';
import type { TransferState } from '../../src/model/transfer-state.ts';
import { signGrant } from '../../src/protocol/grant-token.ts';
import { TransferId } from '../../src/runtime/identifier.ts';
import { temporaryFolder } from '../engine/temporary-folder.ts';
import { attachUser } from '../harness/open-hub.ts';
import { RunningFleet } from '../harness/running-fleet.ts';
import { startTransfer } from '../harness/transfers.ts';
import { until } from '../harness/until.ts';

export const programs = ['hub', 'fs1', 'fs2'] as const;

export type FleetUnderFire = Awaited<ReturnType<typeof fleetUnderFire>>;

export async function fleetUnderFire() {
  await using parts = new AsyncDisposableStack();
  const folder = parts.use(temporaryFolder());
  const fleet = parts.use(await RunningFleet.start({ folder: folder.path, nodes: ['fs1', 'fs2'] }));
  const hubFolder = join(folder.path, 'hub');
  const profile = await readProfile(adminProfileFile(hubFolder));
  if (profile === undefined) throw new Error('the hub kept no profile of its admin');
  const authority = await openAuthority(authorityFile(hubFolder), Date.now());

  const states: TransferState['kind'][] = [];
  const admin = parts.use(
    await attachUser(profile.hub, profile.identity, ({ transfer }) => {
      if (transfer !== undefined) states.push(transfer.transfer.state.kind);
    }),
  );
  const { token } = await admin.request('invite', { kind: 'user', name: 'mallory', role: 'viewer' });
  const insider: Record<'node' | 'user', Enrolled> = {
    node: await enrol({ token: await fleet.invite('evil'), kind: 'node', name: 'evil', signal: never() }),
    user: await enrol({ token, kind: 'user', name: 'mallory', signal: never() }),
  };

  mkdirSync(join(fleet.root('fs1'), 'small'));
  writeFileSync(join(fleet.root('fs1'), 'honest'), Buffer.alloc(honestBytes, 'longhaul'));
  const { id } = await startTransfer(admin, {
    source: { node: 'fs1', path: fleet.root('fs1') },
    destination: { node: 'fs2', path: join(fleet.root('fs2'), 'copy') },
    options: { ...defaultTransferOptions, bwlimit: slowRate },
  });
  await until(async () => ((await fleet.transfer(id)).progress?.copied.bytes ?? 0) > 0, { what: 'the transfer runs' });
  await admin.request('watch', { overview: true, nodes: true, transfer: id });

  const owned = parts.move();
  return {
    fleet,
    admin,
    insider,
    hubPort: portOf(fleet.address('hub')),
    dataPort: portOf(fleet.address('fs2')),
    /** Of the honest transfer, as the console has seen them. */
    states,
    /** Of `evil`, of this hub and of the past. */
    expired: async (): Promise<Identity> => {
      const { key, csr } = await makeKeyRequest('evil');
      const { certificate } = await authority.issue({
        csr,
        uri: nodeUri('evil'),
        now: Date.now() - yearMs,
        lifetimeMs: 1,
      });
      return { key, certificate, ca: authority.certificate };
    },
    /** With which `evil` may write into a folder of fs2. */
    grant: async (number: number): Promise<string> =>
      await signGrant({
        key: authority.grantKey,
        claims: {
          transfer: TransferId.parse(`T-${number}`),
          source: parseLocation('evil:/in'),
          destination: parseLocation(`fs2:${join(fleet.root('fs2'), 'evil')}`),
          mayDelete: true,
          partialDir: undefined,
        },
        now: Date.now(),
      }),
    residentBytes: (program: (typeof programs)[number]): number => {
      const status = readFileSync(`/proc/${fleet.process(program).pid}/status`, 'utf8');
      return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024;
    },
    /** Lifts the limit of the honest transfer, and waits for its end. */
    finish: async (): Promise<TransferState['kind']> => {
      await admin.request('limit-transfer', { transfer: id, bwlimit: null });
      await until(() => fleet.hasEnded(id), { what: 'the honest transfer has ended' });
      return (await fleet.transfer(id)).state.kind;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

const yearMs = 365 * 24 * 3600 * 1000;
const honestBytes = 64 * 1024 * 1024;
const slowRate = 300_000;

function portOf(address: string): number {
  return Number(address.split(':').at(-1));
}

function never(): AbortSignal {
  return new AbortController().signal;
}
