/** The calls of one running rclone (https://rclone.org/rc). A call that is given up is cancelled by closing its connection. */
import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { Agent, type ClientRequestArgs, type IncomingMessage, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { Fault } from '../../../src/runtime/fault.ts';
import { isOwnListener } from './own-listener.ts';

/** Crosses threads, and is never written anywhere. */
export interface ControlAddress {
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

export interface CallOptions {
  /** Undefined for a call that somebody else watches. */
  readonly patienceMs: number | undefined;
  readonly signal: AbortSignal;
}

/** What it answered instead. The text may hold secrets. */
export class RcloneRefusal extends Error {
  readonly status: number;

  constructor(status: number, said: string) {
    super(said);
    this.status = status;
  }
}

const mostAnswerBytes = 512 * 1024 * 1024;

export class RcloneControl implements Disposable {
  readonly #address: ControlAddress;
  readonly #agent = new OwnAgent({ keepAlive: true });

  constructor(address: ControlAddress) {
    this.#address = address;
  }

  /** Throws `RcloneRefusal`, faults of the way to it, and the signal's reason. */
  async call<Answer>(path: string, input: object, { signal, patienceMs }: CallOptions): Promise<Answer> {
    const until = patienceMs === undefined ? signal : AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
    try {
      const response = await this.#ask({ method: 'POST', path: `/${path}` }, JSON.stringify(input), until);
      const text = await textOf(response);
      if (response.statusCode !== 200) throw refusal(response, text);
      return JSON.parse(text) as Answer;
    } catch (thrown) {
      signal.throwIfAborted();
      if (!until.aborted) throw thrown;
      throw new Fault('store-unreachable', `no answer in ${(patienceMs ?? 0) / 1000} seconds`);
    }
  }

  /** A part of a file. `path` is encoded already. */
  async get(path: string, range: string | undefined, signal: AbortSignal): Promise<IncomingMessage> {
    const headers = range === undefined ? {} : { range };
    const response = await this.#ask({ method: 'GET', path, headers }, undefined, signal);
    if (response.statusCode === 200 || response.statusCode === 206) return response;
    throw refusal(response, await textOf(response));
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }

  async #ask(options: ClientRequestArgs, body: string | undefined, signal: AbortSignal): Promise<IncomingMessage> {
    signal.throwIfAborted();
    const { port, user, password } = this.#address;
    const asking = request({
      ...options,
      host: '127.0.0.1',
      port,
      auth: `${user}:${password}`,
      agent: this.#agent,
      signal,
      headers: { ...options.headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
    });
    asking.end(body);
    try {
      const [response] = (await once(asking, 'response')) as [IncomingMessage];
      return response;
    } catch (thrown) {
      signal.throwIfAborted();
      throw new Fault('store-unreachable', `rclone does not answer: ${(thrown as Error).message}`, { cause: thrown });
    }
  }
}

/** Says nothing to a port that is not ours any more. */
class OwnAgent extends Agent {
  override createConnection(
    options: ClientRequestArgs,
    callback?: (error: Error | null, socket: Socket) => void,
  ): undefined {
    const socket = connect({ host: '127.0.0.1', port: Number(options.port), noDelay: true });
    const confirm = async (): Promise<void> => {
      await once(socket, 'connect');
      if (!(await isOwnListener(Number(options.port)))) throw new Error('its port is not its own any more');
    };
    confirm().then(
      () => callback?.(null, socket),
      (thrown: unknown) => {
        socket.destroy();
        callback?.(thrown as Error, socket);
      },
    );
  }
}

function refusal({ statusCode = 0 }: IncomingMessage, text: string): RcloneRefusal {
  // Beside what is wrong it repeats what it was asked, with the secrets in it.
  const { error } = parsed(text);
  return new RcloneRefusal(statusCode, error ?? `status ${statusCode}`);
}

function parsed(text: string): { readonly error?: string } {
  try {
    const { error } = JSON.parse(text) as { readonly error?: unknown };
    return typeof error === 'string' ? { error } : {};
  } catch {
    return {};
  }
}

async function textOf(response: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of response as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > mostAnswerBytes) throw new Fault('store-failed', 'rclone answers with more than fits into memory');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString();
}
