/** A hub and nodes as real processes on this machine, each with its own state, which can be killed and started again. */

import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { adminProfileFile } from '../../hub/store/state-files.ts';
import { readProfile } from '../../src/link/profile.ts';
import type { Transfer, TransferRequest } from '../../src/model/transfer.ts';
import { isEnded } from '../../src/model/transfer-state.ts';
import { Fault } from '../../src/runtime/fault.ts';
import { TransferId } from '../../src/runtime/identifier.ts';
import { attachUser, type ConsolePeer } from './open-hub.ts';
import { type Program, type ProgramEnd, RunningProgram, runProgram } from './running-program.ts';
import { startTransfer } from './transfers.ts';
import { until } from './until.ts';

const wrongClock = new URL('./wrong-clock.ts', import.meta.url);

export interface FleetOptions {
  /** All state and all roots lie below it. */
  readonly folder: string;
  readonly nodes: readonly string[];
  /** Of them, those that listen nowhere. */
  readonly closed?: readonly string[];
  /** Which of them (`hub`, `fs1`) run another version, by the folder it lies in. */
  readonly releases?: Readonly<Record<string, string>>;
  /** How far the clocks of programs are off, as far as JavaScript sees them. */
  readonly clocksOffMs?: Readonly<Record<string, number>>;
  /** Of each node, for all its lives. */
  readonly nodeFlags?: readonly string[];
}

export class RunningFleet implements AsyncDisposable {
  readonly #folder: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #nodeFlags: readonly string[];
  readonly #ports = new Map<string, number>();
  readonly #running = new Map<string, RunningProgram>();
  readonly #releases: Map<string, string>;
  readonly #clocksOffMs: Readonly<Record<string, number>>;
  /** The link of the hub's admin, for as long as this hub lives: one a question would be most of what waiting costs. */
  #admin: Promise<ConsolePeer> | undefined;

  readonly #closed: ReadonlySet<string>;

  private constructor({ folder, nodeFlags = [], closed = [], releases = {}, clocksOffMs = {} }: FleetOptions) {
    this.#clocksOffMs = clocksOffMs;
    this.#folder = folder;
    this.#nodeFlags = nodeFlags;
    this.#closed = new Set(closed);
    this.#releases = new Map(Object.entries(releases));
    this.#env = { ...process.env, XDG_STATE_HOME: join(folder, 'state'), XDG_CONFIG_HOME: join(folder, 'config') };
  }

  /** All of them up, enrolled and online. */
  static async start(options: FleetOptions): Promise<RunningFleet> {
    const { nodes } = options;
    const fleet = new RunningFleet(options);
    for (const name of ['hub', ...nodes]) fleet.#ports.set(name, await freePort());
    await fleet.startHub();
    for (const name of nodes) {
      mkdirSync(fleet.root(name), { recursive: true });
      fleet.startNode(name, ['--join', await fleet.invite(name), '--root', fleet.root(name)]);
    }
    await fleet.online(nodes.length);
    return fleet;
  }

  root(name: string): string {
    return join(this.#folder, name, 'root');
  }

  data(name: string): string {
    return join(this.#folder, name, 'data');
  }

  address(name: string): string {
    return `127.0.0.1:${this.#ports.get(name)}`;
  }

  /** From its next start on it is of this checkout. */
  upgrade(name: string): void {
    this.#releases.delete(name);
  }

  process(name: string): RunningProgram {
    const running = this.#running.get(name);
    if (running === undefined) throw new Error(`${name} was never started`);
    return running;
  }

  /** Runs `longhaul hub` with an action. */
  hub(...action: string[]): Promise<ProgramEnd> {
    return runProgram(
      'hub',
      ['--data', join(this.#folder, 'hub'), '--listen', this.address('hub'), ...action],
      this.#env,
    );
  }

  async startHub(): Promise<void> {
    await this.#letGoOfAdmin();
    this.#start(
      'hub',
      new RunningProgram(
        this.#program('hub', 'hub'),
        ['--data', join(this.#folder, 'hub'), '--listen', this.address('hub')],
        this.#env,
      ),
    );
    await until(() => this.#ask(async () => true).catch(isNotYet), { what: 'the hub answers', withinMs: 60_000 });
  }

  startNode(name: string, flags: readonly string[] = []): RunningProgram {
    const listen = this.#closed.has(name) ? 'none' : this.address(name);
    const all = ['--data', this.data(name), '--listen', listen, ...this.#nodeFlags, ...flags];
    return this.#start(name, new RunningProgram(this.#program('node', name), all, this.#envOf(name)));
  }

  async invite(name: string): Promise<string> {
    return await this.#ask(async (admin) => (await admin.request('invite', { kind: 'node', name })).token);
  }

  /** The end of what each program says in its present life: for the message of a test that fails. */
  get said(): string {
    return [...this.#running].map(([name, { said }]) => `${name}: ${said.slice(-3000)}`).join('\n');
  }

  /** Until this many nodes are online. */
  async online(count: number): Promise<void> {
    const isOnline = async (): Promise<boolean> => {
      const { nodes } = await this.#ask((admin) => admin.request('list-nodes', {}));
      return nodes.filter(({ presence }) => presence === 'online').length === count;
    };
    await until(isOnline, { what: () => `${count} nodes online; ${this.said}`, withinMs: 60_000 });
  }

  start(request: Partial<TransferRequest>): Promise<Transfer> {
    return this.#ask((admin) => startTransfer(admin, request));
  }

  /** Of those that have not ended. */
  async active(): Promise<number> {
    const page = { filter: 'active', offset: 0, limit: 1 } as const;
    return (await this.#ask((admin) => admin.request('list-transfers', page))).total;
  }

  transfer(id: string): Promise<Transfer> {
    return this.#ask((admin) => admin.request('show-transfer', { transfer: TransferId.parse(id) }));
  }

  async hasEnded(id: string): Promise<boolean> {
    return isEnded((await this.transfer(id)).state);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#letGoOfAdmin();
    await Promise.all([...this.#running.values()].map((running) => running[Symbol.asyncDispose]()));
  }

  async #ask<T>(question: (admin: ConsolePeer) => Promise<T>): Promise<T> {
    this.#admin ??= this.#attachAdmin();
    try {
      return await question(await this.#admin);
    } catch (thrown) {
      await this.#letGoOfAdmin();
      throw thrown;
    }
  }

  async #attachAdmin(): Promise<ConsolePeer> {
    const profile = await readProfile(adminProfileFile(join(this.#folder, 'hub')));
    if (profile === undefined) throw new Fault('hub-unreachable', 'the hub has no admin yet');
    return await attachUser(profile.hub, profile.identity);
  }

  async #letGoOfAdmin(): Promise<void> {
    const admin = this.#admin;
    this.#admin = undefined;
    await (await admin?.catch(() => undefined))?.[Symbol.asyncDispose]();
  }

  #envOf(name: string): NodeJS.ProcessEnv {
    const offMs = this.#clocksOffMs[name];
    if (offMs === undefined) return this.#env;
    // In the threads of the program as well.
    return { ...this.#env, NODE_OPTIONS: `--import=${wrongClock}`, TEST_CLOCK_OFF_MS: String(offMs) };
  }

  #program(program: 'hub' | 'node', name: string): Program {
    const release = this.#releases.get(name);
    return release === undefined ? program : { name: program, release };
  }

  #start(name: string, running: RunningProgram): RunningProgram {
    this.#running.set(name, running);
    return running;
  }
}

/** A hub that starts does not answer yet; any other failure is one. */
function isNotYet(thrown: unknown): false {
  if (thrown instanceof Fault && thrown.code === 'hub-unreachable') return false;
  throw thrown;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
