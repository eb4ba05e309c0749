/** Two nodes as two processes, on this machine or at the two ends of a link (link.ts), and what they are told to move. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Authority, makeIdentity, openAuthority } from '../../hub/access/authority.ts';
import { nodeUri } from '../../src/link/identity.ts';
import { signGrant } from '../../src/protocol/grant-token.ts';
import { transferId } from '../../src/runtime/identifier.ts';
import type { Done, Job, Ports, RoleSetting } from './role.ts';

export interface Ends {
  /** Where the receiver is. */
  readonly host: string;
  /** What a program is started with at either end: `ip netns exec …`, or nothing. */
  readonly sender: readonly string[];
  readonly receiver: readonly string[];
}

export const here: Ends = { host: '127.0.0.1', sender: [], receiver: [] };

export interface Measured extends Done {
  /** Of processor, both processes. */
  readonly cpuSeconds: number;
}

export class TwoProcesses implements AsyncDisposable {
  readonly #place: string;
  readonly #authority: Authority;
  readonly #children: ChildProcess[] = [];
  #ports: Ports = { nodes: 0, bare: 0 };
  #number = 0;

  private constructor(place: string, authority: Authority) {
    this.#place = place;
    this.#authority = authority;
  }

  /** `place` holds `source/` and `target/`. */
  static async start(place: string, ends: Ends): Promise<TwoProcesses> {
    const nodes = new TwoProcesses(place, await openAuthority(join(place, 'authority.json'), Date.now()));
    const receiver = await nodes.#fork({ role: 'receiver', node: 'fs2', host: ends.host, prefix: ends.receiver });
    nodes.#ports = receiver as Ports;
    await nodes.#fork({ role: 'sender', node: 'fs1', host: ends.host, prefix: ends.sender });
    return nodes;
  }

  async bare(bytes: number): Promise<Measured> {
    return await this.#ask({ kind: 'bare', port: this.#ports.bare, bytes });
  }

  /** All of `source/` to the other node; what arrived is removed. */
  async move(): Promise<Measured> {
    this.#number += 1;
    const number = this.#number;
    const target = join(this.#place, 'target', String(number));
    const grant = await signGrant({
      key: this.#authority.grantKey,
      now: Date.now(),
      claims: {
        transfer: transferId(number),
        source: { node: 'fs1', path: join(this.#place, 'source') },
        destination: { node: 'fs2', path: target },
        mayDelete: false,
      },
    });
    const measured = await this.#ask({ kind: 'nodes', port: this.#ports.nodes, grant, number });
    rmSync(target, { recursive: true });
    return measured;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#children) child.disconnect();
    await Promise.all(this.#children.map((child) => child.exitCode ?? once(child, 'exit')));
  }

  async #fork({
    role,
    node,
    host,
    prefix,
  }: Pick<RoleSetting, 'role' | 'host'> & {
    readonly node: string;
    readonly prefix: readonly string[];
  }): Promise<unknown> {
    const [execPath = process.execPath, ...execArgv] = [...prefix, process.execPath, '--no-incremental-marking'];
    // As bin/longhaul starts a node.
    const env = { ...process.env, UV_THREADPOOL_SIZE: '128', NODE_COMPILE_CACHE: join(this.#place, 'compiled') };
    const child = fork(join(import.meta.dirname, 'role.ts'), [], { execPath, execArgv, env });
    this.#children.push(child);
    const { key, certificate, ca } = await makeIdentity(this.#authority, nodeUri(node), Date.now());
    const identity = { key, certificate, ca };
    const grantKey = this.#authority.grantPublicKey;
    child.send({ role, host, place: this.#place, identity, grantKey } satisfies RoleSetting);
    return await answerOf(child);
  }

  async #ask(job: Job): Promise<Measured> {
    const before = await this.#cpuSeconds();
    const sender = this.#children[1] as ChildProcess;
    sender.send(job);
    const done = (await answerOf(sender)) as Done;
    return { ...done, cpuSeconds: (await this.#cpuSeconds()) - before };
  }

  async #cpuSeconds(): Promise<number> {
    let sum = 0;
    for (const child of this.#children) {
      child.send('cpu');
      sum += ((await answerOf(child)) as { cpuSeconds: number }).cpuSeconds;
    }
    return sum;
  }
}

async function answerOf(child: ChildProcess): Promise<unknown> {
  const settled = new AbortController();
  const { signal } = settled;
  try {
    const [answer] = (await Promise.race([
      once(child, 'message', { signal }),
      once(child, 'exit', { signal }).then(() => {
        throw new Error('a process of the bench ended');
      }),
    ])) as [unknown];
    return answer;
  } finally {
    settled.abort();
  }
}
