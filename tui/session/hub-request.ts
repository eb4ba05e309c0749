/** Asking the hub: resolves with its reply, rejects with its fault, or with `link-lost` while it is away. */
import type { consoleToHub } from '../../src/protocol/console-link.ts';
import type { ReplyBody, RequestBody, RequestName } from '../../src/protocol/side.ts';

type HubSide = typeof consoleToHub;

export interface HubRequestOptions {
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
}

export type HubRequest = <N extends RequestName<HubSide>>(
  name: N,
  body: RequestBody<HubSide, N>,
  options?: HubRequestOptions,
) => Promise<ReplyBody<HubSide, N>>;
