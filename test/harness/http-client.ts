/** Plain HTTPS to a hub, as a script would: it checks the host name, and shows a certificate or a header or nothing. */
import { type Agent, type RequestOptions, request } from 'node:https';
import { text } from 'node:stream/consumers';
import type { Identity } from '../../src/link/identity.ts';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** The body as JSON; undefined when it is none. */
  readonly json: unknown;
}

export interface HttpAsk {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON, a text as it is. */
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

export type HttpClient = (path: string, ask?: HttpAsk) => Promise<HttpAnswer>;

/** Without an identity only the authority is known. Without an agent every request has a connection of its own. */
export function httpClient(
  address: string,
  { ca, ...holder }: Pick<Identity, 'ca'> & Partial<Identity>,
  agent: Agent | false = false,
): HttpClient {
  const { hostname, port } = new URL(`https://${address}`);
  const { key, certificate: cert } = holder;
  const base: RequestOptions = { hostname, port, ca, agent, ...(key && cert && { key, cert }) };
  return async (path, { method = 'GET', headers = {}, body, signal } = {}) => {
    const isJson = body !== undefined && typeof body !== 'string';
    const sent = isJson ? JSON.stringify(body) : (body as string | undefined);
    const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer>();
    const all = { ...(isJson && { 'content-type': 'application/json' }), ...headers };
    request({ ...base, path, method, headers: all, ...(signal && { signal }) }, (response) => {
      text(response).then((said) => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text: said, json: parsed(said) });
      }, reject);
    })
      .on('error', reject)
      .end(sent);
    return await promise;
  };
}

function parsed(said: string): unknown {
  try {
    return JSON.parse(said);
  } catch {
    return undefined;
  }
}
