/**
 * The one rclone of this node: a child that answers calls on the loopback, with a name and password that are made for it and
 * stand in its environment alone, and with nothing else of ours in it. Started when it is first needed, and again when it ended;
 * the kernel ends it with this process, however that ends.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { backoffMs } from '../../../src/runtime/backoff.ts';
import type { Clock } from '../../../src/runtime/clock.ts';
import { Fault } from '../../../src/runtime/fault.ts';
import type { Logger } from '../../../src/runtime/log.ts';
import { unlessAborted } from '../../../src/runtime/unless-aborted.ts';
import { withoutSecrets } from './hidden-secrets.ts';
import { type ControlAddress, RcloneControl } from './rclone-control.ts';

export interface RcloneDaemonOptions {
  /** Whether remotes of its own configuration may be used: else it sees none. */
  readonly hasRemotes: boolean;
  readonly env: NodeJS.ProcessEnv;
  readonly clock: Clock;
  readonly log: Logger;
}

interface Running {
  readonly child: ChildProcess;
  readonly address: ControlAddress;
}

const oldest = [1, 60] as const;
const startMs = 20_000;
const endMs = 2000;
/** Between starts, while it does not stay. */
const restRule = { firstMs: 1000, maxMs: 60_000 };
const steadyMs = 60_000;

export class RcloneDaemon implements AsyncDisposable {
  readonly #options: RcloneDaemonOptions;
  readonly #end = new AbortController();
  #running: Promise<Running> | undefined;
  #failures = 0;

  constructor(options: RcloneDaemonOptions) {
    this.#options = options;
  }

  /** Where it answers. Throws `rclone-missing` and `store-unreachable`. */
  async address(signal: AbortSignal): Promise<ControlAddress> {
    this.#running ??= this.#start();
    const { address } = await unlessAborted(this.#running, signal);
    return address;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort(new Fault('interrupted', 'the node stops'));
    const running = await this.#running?.catch(() => undefined);
    if (running !== undefined) await ended(running.child);
  }

  #start(): Promise<Running> {
    const starting = this.#launch();
    const forget = (): void => {
      if (this.#running === starting) this.#running = undefined;
    };
    starting.then(({ child }) => {
      child.once('exit', forget);
      if (hasEnded(child)) forget();
    }, forget);
    return starting;
  }

  async #launch(): Promise<Running> {
    const { env, clock, log } = this.#options;
    const signal = this.#end.signal;
    if (this.#failures > 0) await clock.sleep(backoffMs(restRule, this.#failures), signal);
    signal.throwIfAborted();
    await confirmInstalled(env['PATH'] ?? '');
    const login = { user: randomBytes(12).toString('hex'), password: randomBytes(24).toString('base64url') };
    const args = ['--pdeathsig', 'KILL', 'rclone', 'rcd', '--rc-addr', '127.0.0.1:0', '--rc-serve', '--use-json-log'];
    const child = spawn('setpriv', args, { env: this.#environment(login), stdio: ['ignore', 'ignore', 'pipe'] });
    const startedAt = clock.now();
    child.once('exit', (code, by) => {
      this.#failures = clock.now() - startedAt > steadyMs ? 1 : this.#failures + 1;
      if (!signal.aborted) log.warn({ code, signal: by }, 'rclone ended; it is started again when it is needed');
    });
    try {
      const until = AbortSignal.any([signal, AbortSignal.timeout(startMs)]);
      const address = { ...login, port: await unlessAborted(portOf(child, log), until) };
      await confirmVersion(address, until);
      log.info({ pid: child.pid }, 'rclone runs');
      return { child, address };
    } catch (thrown) {
      await ended(child);
      signal.throwIfAborted();
      if (thrown instanceof Fault) throw thrown;
      throw new Fault('store-unreachable', `rclone does not start: ${(thrown as Error).message}`);
    }
  }

  /** All of it: what stands in ours is not its business. */
  #environment({ user, password }: Pick<ControlAddress, 'user' | 'password'>): NodeJS.ProcessEnv {
    const { hasRemotes, env } = this.#options;
    const own = (name: string) => (env[name] === undefined ? {} : { [name]: env[name] });
    return {
      ...own('PATH'),
      // Where its configuration is, and where it writes renewed tokens to; else it keeps what it is told in memory.
      ...(hasRemotes
        ? { ...own('HOME'), ...own('XDG_CONFIG_HOME'), ...own('RCLONE_CONFIG'), ...own('RCLONE_CONFIG_PASS') }
        : { HOME: '/nonexistent', RCLONE_CONFIG: 'notfound' }),
      RCLONE_ASK_PASSWORD: 'false',
      RCLONE_RC_USER: user,
      RCLONE_RC_PASS: password,
      // A file takes as long as it takes, and names may be long.
      RCLONE_RC_SERVER_READ_TIMEOUT: '0',
      RCLONE_RC_SERVER_WRITE_TIMEOUT: '0',
      RCLONE_RC_MAX_HEADER_BYTES: '65536',
      RCLONE_CONTIMEOUT: '10s',
      // What waits for our limits is not dead.
      RCLONE_TIMEOUT: '30m',
      RCLONE_LOW_LEVEL_RETRIES: '2',
      RCLONE_RETRIES: '1',
      // A file that is moved takes the place of another one also where both look alike.
      RCLONE_IGNORE_TIMES: 'true',
      // Files are read by the name that a remote has in there.
      RCLONE_FS_CACHE_EXPIRE_DURATION: '8760h',
    };
  }
}

async function confirmInstalled(path: string): Promise<void> {
  for (const program of ['rclone', 'setpriv']) {
    if (await isIn(path, program)) continue;
    const of = program === 'rclone' ? '' : ' of util-linux';
    throw new Fault('rclone-missing', `there is no ${program}${of} in the PATH of this node`);
  }
}

async function isIn(path: string, program: string): Promise<boolean> {
  const found = await Promise.allSettled(
    path.split(delimiter).map((folder) => access(join(folder, program), constants.X_OK)),
  );
  return found.some(({ status }) => status === 'fulfilled');
}

/** Port 0 is any that is free: which one stands in its first line. All that it says goes into our log. */
function portOf(child: ChildProcess, log: Logger): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  let last = 'it ended';
  child.once('error', reject);
  child.once('exit', () => reject(new Error(last)));
  const lines = createInterface({ input: child.stderr as NodeJS.ReadableStream });
  lines.on('line', (line) => {
    const said = withoutSecrets(messageOf(line));
    const port = /^Serving remote control on http:\/\/127\.0\.0\.1:(\d+)\//.exec(said)?.[1];
    if (port !== undefined) resolve(Number(port));
    else last = said;
    // What fails is told to who asked for it.
    log.debug({ said }, 'rclone says');
  });
  return promise;
}

function messageOf(line: string): string {
  try {
    const { msg } = JSON.parse(line) as { readonly msg?: unknown };
    return typeof msg === 'string' ? msg : line;
  } catch {
    return line;
  }
}

async function confirmVersion(address: ControlAddress, signal: AbortSignal): Promise<void> {
  using control = new RcloneControl(address);
  const call = { signal, patienceMs: undefined };
  const { version, decomposed } = await control.call<{ version: string; decomposed: number[] }>(
    'core/version',
    {},
    call,
  );
  const [major = 0, minor = 0] = decomposed;
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return;
  throw new Fault('rclone-missing', `rclone ${version} is too old: it must be ${oldest.join('.')} or newer`);
}

async function ended(child: ChildProcess): Promise<void> {
  if (hasEnded(child) || child.pid === undefined) return;
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), endMs);
  await exited;
  clearTimeout(late);
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}
