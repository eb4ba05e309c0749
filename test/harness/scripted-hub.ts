/**
 * A hub that does what a test tells it, over a real TLS link: it takes nodes, writes down what they say, and asks them what
 * the test wants asked. It can go away and come back at the same address, remembering or not.
 */
import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type Authority, makeIdentity, openAuthority } from '../../hub/access/authority.ts';
import { createAcceptor, requestHolder } from '../../src/link/accept.ts';
import { hubUri, type Identity, nodeUri, secureContext } from '../../src/link/identity.ts';
import { Peer } from '../../src/link/peer.ts';
import { hubToNode, nodeToHub, type Report } from '../../src/protocol/node-link.ts';
import type { NoticeBody, RequestBody } from '../../src/protocol/side.ts';
import { Fault } from '../../src/runtime/fault.ts';
import { until } from './until.ts';

type NodePeer = Peer<typeof nodeToHub, typeof hubToNode>;

export class ScriptedHub implements AsyncDisposable {
  readonly authority: Authority;
  readonly introductions: RequestBody<typeof nodeToHub, 'introduce'>[] = [];
  /** Of all nodes, in the order in which they came; numbers count per node. */
  readonly reports: Report[] = [];
  readonly health: NoticeBody<typeof nodeToHub, 'health'>[] = [];
  readonly progress: NoticeBody<typeof nodeToHub, 'progress'>[] = [];
  /** While true, deliveries get no answer. */
  isDeaf = false;
  readonly #identity: Identity;
  /** The last report of each node that it stored; a test may set it back, as a restored database would. */
  readonly reportsUpTo = new Map<string, number>();
  #server: Server | undefined;
  readonly #peers = new Map<string, NodePeer>();
  #port = 0;

  private constructor(authority: Authority, identity: Identity) {
    this.authority = authority;
    this.#identity = identity;
  }

  static async start(folder: string): Promise<ScriptedHub> {
    const authority = await openAuthority(`${folder}/authority.json`, Date.now());
    const hub = new ScriptedHub(authority, await makeIdentity(authority, hubUri, Date.now()));
    await hub.appear();
    return hub;
  }

  get address(): string {
    return `127.0.0.1:${this.#port}`;
  }

  nodeIdentity(name: string): Promise<Identity> {
    return makeIdentity(this.authority, nodeUri(name), Date.now());
  }

  /** The node of this name, once it is attached and introduced. */
  async node(name = 'fs1'): Promise<NodePeer> {
    return await until(() => this.#peers.get(name), { what: `${name} is attached and introduced` });
  }

  /** Listens, at the same address as before. */
  async appear(): Promise<void> {
    const acceptor = createAcceptor();
    const server = createServer({ ...secureContext(this.#identity), requestCert: true, rejectUnauthorized: false });
    server.on('upgrade', (request, socket, head) => {
      const holder = requestHolder(request);
      if (holder?.kind === 'node')
        void acceptor.upgrade(request, socket, head).then((link) => this.#take(holder.name, link));
      else acceptor.refuse(socket, 401);
    });
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  /** Cuts the link and stops listening. */
  async vanish(): Promise<void> {
    await Promise.all([...this.#peers.values()].map((peer) => peer[Symbol.asyncDispose]()));
    this.#peers.clear();
    const server = this.#server;
    this.#server = undefined;
    server?.closeAllConnections();
    if (server !== undefined) await new Promise((resolve) => server.close(resolve));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.vanish();
  }

  #take(name: string, socket: ConstructorParameters<typeof Peer>[0]['socket']): void {
    const upTo = this.reportsUpTo;
    const peer: NodePeer = new Peer({
      socket,
      ours: nodeToHub,
      theirs: hubToNode,
      program: 'scripted hub',
      handlers: {
        requests: {
          introduce: async (body) => {
            this.introductions.push(body);
            this.#peers.set(name, peer);
            return { version: 'scripted', reportsUpTo: upTo.get(name) ?? 0 };
          },
          'renew-certificate': async ({ csr }) => {
            const issued = await this.authority.issue({ csr, uri: nodeUri(name), now: Date.now() });
            return { certificate: issued.certificate, ca: this.authority.certificate };
          },
          'report-refusals': async () => ({}),
          'deliver-reports': async ({ reports }) => {
            if (this.isDeaf) await new Promise(() => undefined);
            const known = upTo.get(name) ?? 0;
            const gap = reports.find(({ number }, index) => number > known + 1 + index);
            if (gap !== undefined) throw new Fault('bad-message', `a report is missing before ${gap.number}`);
            for (const report of reports) {
              if (report.number <= known) continue;
              if ('watch' in report) throw new Fault('bad-message', 'this hub has handed out no watches');
              this.reports.push(report);
            }
            upTo.set(name, Math.max(known, reports.at(-1)?.number ?? 0));
            return { upTo: upTo.get(name) ?? 0 };
          },
          'see-to-object': async () => ({
            kind: 'left',
            reason: { code: 'refused', message: 'no queue was handed out' },
          }),
          'summon-peer': async () => {
            throw new Fault('node-unreachable', 'this hub brings nobody together');
          },
        },
        notices: {
          health: (body) => void this.health.push(body),
          progress: (body) => void this.progress.push(body),
          queues: () => undefined,
        },
      },
    });
    peer.greet().catch(() => undefined);
  }
}
