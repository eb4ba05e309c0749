/** How the console stands to its hub. Times are this machine's clock, in milliseconds since 1970. */
import type { Role } from '../../src/model/principal.ts';

/** Who the hub says that we are. */
export interface Principal {
  readonly name: string;
  readonly role: Role;
  readonly hub: string;
  readonly version: string;
}

export type Connection =
  /** Dialling for the first time; nothing was ever shown. */
  | { readonly kind: 'connecting' }
  | { readonly kind: 'up'; readonly latencyMs: number | undefined }
  /** What is shown is as old as `since`; `retryAt` is the next attempt. */
  | { readonly kind: 'away'; readonly since: number; readonly reason: string; readonly retryAt: number };

export type ConnectionEvent =
  | { readonly kind: 'greeted' }
  | { readonly kind: 'latency'; readonly ms: number | undefined }
  | { readonly kind: 'lost'; readonly reason: string; readonly at: number; readonly retryInMs: number };

export function nextConnection(connection: Connection, event: ConnectionEvent): Connection {
  switch (event.kind) {
    case 'greeted':
      return { kind: 'up', latencyMs: undefined };
    case 'latency':
      return connection.kind === 'up' && connection.latencyMs !== event.ms
        ? { kind: 'up', latencyMs: event.ms }
        : connection;
    case 'lost':
      return {
        kind: 'away',
        since: connection.kind === 'away' ? connection.since : event.at,
        reason: event.reason,
        retryAt: event.at + event.retryInMs,
      };
    default:
      return event satisfies never;
  }
}
