/**
 * A hub with a fleet that exists in memory only. It speaks the console's real protocol over a real TLS link, moves nothing,
 * and can go away, come back and refuse: tests, measurements and the picture in the README run against it.
 */
import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type Authority, makeIdentity, openAuthority } from '../../hub/access/authority.ts';
import type { AlertBook } from '../../hub/alerts/alert-book.ts';
import { AuditLog } from '../../hub/audit/audit-log.ts';
import { Looks } from '../../hub/consoles/looks.ts';
import { openHubDatabase } from '../../hub/store/schema.ts';
import { createAcceptor, requestHolder } from '../../src/link/accept.ts';
import { hubUri, type Identity, secureContext, userUri } from '../../src/link/identity.ts';
import { type Handlers, Peer } from '../../src/link/peer.ts';
import type { Profile } from '../../src/link/profile.ts';
import type { FolderSize } from '../../src/model/folder-size.ts';
import type { PathName } from '../../src/model/path-name.ts';
import type { PlanAnswer, PlanRequest } from '../../src/model/plan-request.ts';
import { isAllowed, type Role, type User } from '../../src/model/principal.ts';
import { consoleToHub, hubToConsole, type Watch } from '../../src/protocol/console-link.ts';
import type { NoticeBody } from '../../src/protocol/side.ts';
import { Fault } from '../../src/runtime/fault.ts';
import { fakeAlerts } from './fake-alerts.ts';
import type { FakeFleet } from './fake-fleet.ts';
import { type FakeLists, listHandlers, noLists } from './fake-lists.ts';
import { FakeLog } from './fake-log.ts';
import { steeringHandlers } from './fake-steering.ts';

type ConsolePeer = Peer<typeof consoleToHub, typeof hubToConsole>;

export interface FakeHubOptions {
  readonly folder: string;
  readonly fleet: FakeFleet;
  readonly role?: Role;
  readonly lists?: FakeLists;
}

const updateEveryMs = 100;

export class FakeHub implements AsyncDisposable {
  readonly fleet: FakeFleet;
  readonly lists: FakeLists;
  /** What consoles asked for, in order: `who-am-i`, `watch`, … */
  readonly asked: string[] = [];
  /** A row a second. */
  readonly audit: AuditLog;
  /** What it would do; undefined where it makes no plans. */
  plan: ((request: PlanRequest, signal: AbortSignal) => Promise<PlanAnswer>) | undefined;
  /** Countings that nobody wants any more. */
  enough = 0;
  /** How much lies below, as far as it is counted. */
  measure: (path: string, entries: readonly PathName[]) => Promise<FolderSize> = async () => {
    throw new Fault('version-mismatch', 'this hub counts no folders');
  };
  /** By the name of a node, or `hub`. */
  readonly logs = new Map<string, FakeLog>([['hub', new FakeLog()]]);
  readonly #alerts: AlertBook;
  readonly #authority: Authority;
  readonly #identity: Identity;
  readonly #user: Identity;
  readonly #role: Role;
  readonly #links = new Map<ConsolePeer, NodeJS.Timeout>();
  #server: Server | undefined;
  #port = 0;

  private constructor(
    options: FakeHubOptions,
    {
      authority,
      identity,
      user,
    }: { readonly authority: Authority; readonly identity: Identity; readonly user: Identity },
  ) {
    this.fleet = options.fleet;
    this.lists = options.lists ?? noLists();
    this.#role = options.role ?? 'operator';
    const database = openHubDatabase(':memory:');
    this.audit = new AuditLog(database, secondsClock());
    this.#alerts = fakeAlerts({ database, audit: this.audit, fleet: this.fleet, lists: this.lists });
    this.#authority = authority;
    this.#identity = identity;
    this.#user = user;
  }

  static async start(options: FakeHubOptions): Promise<FakeHub> {
    const authority = await openAuthority(`${options.folder}/authority.json`, Date.now());
    const identity = await makeIdentity(authority, hubUri, Date.now());
    const user = await makeIdentity(authority, userUri('ana'), Date.now());
    const hub = new FakeHub(options, { authority, identity, user });
    await hub.appear();
    return hub;
  }

  get profile(): Profile {
    return { hub: `127.0.0.1:${this.#port}`, name: 'ana', identity: this.#user };
  }

  /** Somebody whom the hub does not know. */
  async strangerProfile(): Promise<Profile> {
    return { ...this.profile, identity: await makeIdentity(this.#authority, userUri('eve'), Date.now()) };
  }

  /** Listens, at the same address as before. */
  async appear(): Promise<void> {
    const acceptor = createAcceptor();
    const server = createServer({ ...secureContext(this.#identity), requestCert: true, rejectUnauthorized: false });
    server.on('upgrade', (request, socket, head) => {
      const holder = requestHolder(request);
      if (holder?.kind !== 'user' || holder.name !== 'ana') acceptor.refuse(socket, 401);
      else void acceptor.upgrade(request, socket, head).then((link) => this.#take(link));
    });
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  /** Cuts every link and stops listening. */
  async vanish(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    await Promise.all([...this.#links.keys()].map((peer) => peer[Symbol.asyncDispose]()));
    server?.closeAllConnections();
    if (server !== undefined) await new Promise((resolve) => server.close(resolve));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.vanish();
    this.fleet.stop();
  }

  #take(socket: ConstructorParameters<typeof Peer>[0]['socket']): void {
    let watch: Watch = { overview: false, nodes: false };
    const sent = new Map<string, string>();
    const peer: ConsolePeer = new Peer({
      socket,
      ours: consoleToHub,
      theirs: hubToConsole,
      program: 'fake hub',
      handlers: {
        requests: this.#handlers((next) => {
          watch = next;
          sent.clear();
        }),
        notices: {},
      },
    });
    peer.greet().catch(() => undefined);
    const timer = setInterval(() => this.#update(peer, { watch, sent }), updateEveryMs);
    this.#links.set(peer, timer);
    void peer.closed.then(() => {
      clearInterval(timer);
      this.#links.delete(peer);
    });
  }

  /** Only the windows that changed, as the real hub does. */
  #update(peer: ConsolePeer, { watch, sent }: { readonly watch: Watch; readonly sent: Map<string, string> }): void {
    const { fleet } = this;
    const windows: Omit<NoticeBody<typeof hubToConsole, 'update'>, 'at'> = {
      ...(watch.overview && { overview: fleet.overview() }),
      ...(watch.nodes && { nodes: [...fleet.nodes] }),
      ...(watch.alerts === true && { alerts: this.#alerts.list(this.#asker) }),
      ...(watch.transfers && {
        transfers: { filter: watch.transfers.filter, offset: watch.transfers.offset, ...fleet.page(watch.transfers) },
      }),
      ...(watch.transfer &&
        fleet.transfers.has(watch.transfer) && {
          transfer: { transfer: fleet.transfer(watch.transfer), throughput: fleet.throughput },
        }),
    };
    const changed = Object.entries(windows).filter(([name, window]) => {
      const text = JSON.stringify(window);
      const isNew = sent.get(name) !== text;
      sent.set(name, text);
      return isNew;
    });
    if (changed.length > 0) peer.notify('update', { at: fleet.now(), ...Object.fromEntries(changed) });
  }

  get #asker(): User {
    return { kind: 'user', name: 'ana', role: this.#role };
  }

  #handlers(watch: (next: Watch) => void): Handlers<typeof consoleToHub>['requests'] {
    const { fleet } = this;
    const looks = new Looks();
    const asked =
      <T>(name: string, reply: () => T) =>
      async (): Promise<T> => {
        this.asked.push(name);
        return reply();
      };
    const may = (): void => {
      if (!isAllowed(this.#role, 'transfer')) throw new Fault('refused', `a ${this.#role} may not do this`);
    };
    return {
      'who-am-i': asked('who-am-i', () => ({ name: 'ana', role: this.#role, hub: 'prod-eu', version: '0.1.0' })),
      watch: async (next) => {
        this.asked.push('watch');
        watch(next);
        return {};
      },
      ...listHandlers({ lists: this.lists, fleet, role: this.#role }),
      ...steeringHandlers(fleet, may),
      'list-alerts': async () => this.#alerts.list(this.#asker),
      'answer-alert': async (answered) => {
        may();
        this.#alerts.answer(answered, this.#asker);
        return {};
      },
      'list-nodes': asked('list-nodes', () => ({ nodes: [...fleet.nodes] })),
      'show-node': async ({ node }) => fleet.nodeDetail(node),
      'list-transfers': async (page) => fleet.page(page),
      'show-transfer': async ({ transfer }) => fleet.transfer(transfer),
      'show-course': async ({ transfer }) => fleet.course(transfer),
      'list-files': async ({ transfer, status, offset, limit }) => {
        this.asked.push('list-files');
        const files = fleet.files(transfer).filter((file) => status === undefined || file.status === status);
        return { files: files.slice(offset, offset + limit), total: files.length };
      },
      'renew-certificate': async () => {
        throw new Fault('refused', 'this hub renews nothing');
      },
      'start-fan-out': async () => {
        throw new Fault('refused', 'this hub starts one at a time');
      },
      'list-notifications': async () => ({ notifications: [] }),
      'test-notification': async () => {
        throw new Fault('name-unknown', 'this hub has no notifications');
      },
      'plan-transfer': async (request, signal) => {
        if (this.plan === undefined) throw new Fault('refused', 'this hub makes no plans');
        const { plan } = this;
        return await looks.run({ look: request.look, signal }, (until) => plan(request, until));
      },
      'stop-looking': async ({ look }) => {
        looks.stop(look);
        return {};
      },
      browse: async ({ location, via, ...wish }) => {
        const host = via === undefined ? location.node : `${location.node}@${via}`;
        this.asked.push(`browse ${host}:${location.path}`);
        return fleet.browse(location, wish);
      },
      'measure-folder': async ({ location, entries, isEnough }) => {
        if (isEnough) {
          this.enough += 1;
          return { files: 0, bytes: 0, folders: 0, unreadable: 0, isDone: false };
        }
        this.asked.push(`measure ${location.node}:${location.path}`);
        return await this.measure(location.path, entries);
      },
      'read-log': async ({ node, ...query }) => {
        this.asked.push(`read-log ${node}`);
        const log = this.logs.get(node);
        if (log === undefined) throw new Fault('node-unreachable', `${node} is away`);
        return log.page(query);
      },
      'make-api-key': async () => {
        throw new Fault('refused', 'this hub makes no keys');
      },
      'sealing-key': async () => {
        throw new Fault('refused', 'this hub keeps no credentials');
      },
      'audit-witness': async () => ({ anchors: [], asked: [], away: [] }),
      'list-audit': async ({ offset, limit, ...query }) => {
        this.asked.push('list-audit');
        return this.audit.page({ offset, limit, ...query });
      },
    };
  }
}

function secondsClock() {
  let at = Date.UTC(2026, 10, 21, 13);
  return {
    now: () => {
      at += 1000;
      return at;
    },
    sleep: async () => undefined,
  };
}
