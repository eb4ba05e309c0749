/** A hub and nodes as real processes on this machine, each with its own state, which can be killed and started again. */
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { Transfer } from '../../src/model/transfer.ts';
import { type ProgramEnd, RunningProgram, runProgram } from './running-program.ts';
import { until } from './until.ts';

export interface FleetOptions {
  /** All state and all roots lie below it. */
  readonly folder: string;
  readonly nodes: readonly string[];
}

export class RunningFleet implements AsyncDisposable {
  readonly #folder: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #ports = new Map<string, number>();
  readonly #running = new Map<string, RunningProgram>();

  private constructor(folder: string) {
    this.#folder = folder;
    this.#env = { ...process.env, XDG_STATE_HOME: join(folder, 'state'), XDG_CONFIG_HOME: join(folder, 'config') };
  }

  /** All of them up, enrolled and online. */
  static async start({ folder, nodes }: FleetOptions): Promise<RunningFleet> {
    const fleet = new RunningFleet(folder);
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

  process(name: string): RunningProgram {
    const running = this.#running.get(name);
    if (running === undefined) throw new Error(`${name} was never started`);
    return running;
  }

  /** Runs `longhaul hub` with an action. */
  hub(...action: string[]): Promise<ProgramEnd> {
    return runProgram('hub', ['--data', join(this.#folder, 'hub'), '--listen', this.address('hub'), ...action], this.#env);
  }

  async startHub(): Promise<void> {
    this.#start('hub', new RunningProgram('hub', ['--data', join(this.#folder, 'hub'), '--listen', this.address('hub')], this.#env));
    await until(async () => (await this.hub('--nodes')).code === 0, { what: 'the hub answers' });
  }

  startNode(name: string, flags: readonly string[] = []): RunningProgram {
    return this.#start(name, new RunningProgram('node', ['--data', this.data(name), '--listen', this.address(name), ...flags], this.#env));
  }

  async invite(name: string): Promise<string> {
    const { code, stdout, stderr } = await this.hub('--invite', 'node', '--name', name);
    if (code !== 0) throw new Error(stderr);
    return stdout.trim();
  }

  /** The end of what each program says in its present life: for the message of a test that fails. */
  get said(): string {
    return [...this.#running].map(([name, { said }]) => `${name}: ${said.slice(-3000)}`).join('\n');
  }

  /** Until this many nodes are online. */
  async online(count: number): Promise<void> {
    const isOnline = async (): Promise<boolean> =>
      (await this.hub('--nodes', '--json')).stdout.split('\n').filter((line) => line.includes('"presence":"online"')).length === count;
    await until(isOnline, { what: `${count} nodes online; ${this.said}` });
  }

  async transfer(id: string): Promise<Transfer> {
    const { stdout, stderr } = await this.hub('--show', id, '--json');
    if (stdout.trim() === '') throw new Error(stderr);
    return Transfer.parse(JSON.parse(stdout));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#running.values()].map((running) => running[Symbol.asyncDispose]()));
  }

  #start(name: string, running: RunningProgram): RunningProgram {
    this.#running.set(name, running);
    return running;
  }
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
