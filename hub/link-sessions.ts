/** Every link of a node or a console from its greeting to its end, so that the hub can wait for all of them. */
import type { WebSocket } from 'ws';
import type { Principal } from '../src/model/principal.ts';
import type { Logger } from '../src/runtime/log.ts';
import type { OpenLinks } from './access/open-links.ts';
import { type ConsoleSessionOptions, runConsoleSession } from './consoles/console-session.ts';
import type { Metrics } from './metrics/metrics.ts';
import { type NodeSessionOptions, runNodeSession } from './nodes/node-session.ts';

type Shared = 'socket' | 'log' | 'revoked' | 'signal';

export interface LinkSessionsOptions {
  readonly links: OpenLinks;
  readonly metrics: Pick<Metrics, 'link'>;
  readonly node: Omit<NodeSessionOptions, Shared | 'name' | 'remoteHost'>;
  /** Asked when a link comes: consoles see the hub only when it is whole. */
  readonly console: () => Omit<ConsoleSessionOptions, Shared | 'user'>;
  readonly log: Logger;
  /** Ends all of them. */
  readonly signal: AbortSignal;
}

export class LinkSessions {
  readonly #options: LinkSessionsOptions;
  readonly #running = new Set<Promise<void>>();

  constructor(options: LinkSessionsOptions) {
    this.#options = options;
  }

  open(socket: WebSocket, principal: Principal, remoteHost: string): void {
    const { links, metrics, node, console, log, signal } = this.#options;
    const link = links.open(principal);
    const counted = metrics.link(principal.kind === 'node' ? 'node' : 'console');
    const shared = { socket, log, revoked: link.signal, signal };
    const session =
      principal.kind === 'node'
        ? runNodeSession({ ...shared, ...node, name: principal.name, remoteHost })
        : runConsoleSession({ ...shared, ...console(), user: principal });
    this.#running.add(session);
    void session.finally(() => {
      link[Symbol.dispose]();
      counted[Symbol.dispose]();
      this.#running.delete(session);
    });
  }

  async allEnded(): Promise<void> {
    await Promise.all(this.#running);
  }
}
