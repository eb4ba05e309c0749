/** A hub in this process: real TLS on a free port, a real database in a temporary folder, the admin's profile at hand. */
import { join } from 'node:path';
import { type Hub, type HubOptions, openHub } from '../../hub/hub.ts';
import { adminProfileFile } from '../../hub/store/state-files.ts';
import { dial } from '../../src/link/dial.ts';
import { type Enrolled, enrol } from '../../src/link/enrol.ts';
import type { Identity } from '../../src/link/identity.ts';
import type { Peer } from '../../src/link/peer.ts';
import { type Profile, readProfile } from '../../src/link/profile.ts';
import type { Role } from '../../src/model/principal.ts';
import { consoleToHub, hubToConsole } from '../../src/protocol/console-link.ts';
import type { NoticeBody } from '../../src/protocol/side.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { KeptLog } from '../../src/runtime/kept-log.ts';
import { openLog } from '../../src/runtime/log.ts';

export interface OpenedHub extends Hub {
  readonly admin: Profile;
}

/** `folder` survives the hub, so that a test can open another one on it. */
export async function openTestHub(folder: string, options: Partial<HubOptions> = {}): Promise<OpenedHub> {
  const dataFolder = join(folder, 'hub');
  const hub = await openHub({
    dataFolder,
    configFolder: join(folder, 'config'),
    listen: { host: '127.0.0.1', port: 0 },
    advertise: undefined,
    clock: systemClock,
    log: openLog({ name: 'test', level: 'silent' }),
    keptLog: new KeptLog(),
    ...options,
  });
  const admin = await readProfile(adminProfileFile(dataFolder));
  if (admin === undefined) throw new Error('the hub kept no profile of its admin');
  return { ...hub, admin };
}

export type ConsoleUpdate = NoticeBody<typeof hubToConsole, 'update'>;
export type ConsolePeer = Peer<typeof hubToConsole, typeof consoleToHub>;

export async function attachUser(
  address: string,
  identity: Identity,
  onUpdate: (update: ConsoleUpdate) => void = () => undefined,
): Promise<ConsolePeer> {
  return await dial({
    address,
    identity,
    ours: hubToConsole,
    theirs: consoleToHub,
    handlers: { requests: {}, notices: { update: onUpdate } },
    program: 'test console',
    signal: new AbortController().signal,
  });
}

interface NewMember {
  readonly kind: 'node' | 'user';
  readonly name: string;
  readonly role?: Role;
}

/** Invites and enrols, as an admin and a newcomer would. */
export async function enrolMember(hub: OpenedHub, { kind, name, role }: NewMember): Promise<Enrolled> {
  await using admin = await attachUser(hub.address, hub.admin.identity);
  const { token } = await admin.request('invite', { kind, name, ...(role !== undefined && { role }) });
  return await enrol({ token, kind, name, signal: new AbortController().signal });
}
