/** A hub as a real process, with an account of its own that has its state and its profile, and `longhaul hub` as typed there. */
import { join } from 'node:path';
import { type Enrolled, enrol } from '../../src/link/enrol.ts';
import { type ProgramEnd, RunningProgram, runProgram } from './running-program.ts';
import { type TempFolder, tempFolder } from './temp-folder.ts';
import { until } from './until.ts';

export class HubProcess implements AsyncDisposable {
  readonly env: NodeJS.ProcessEnv;
  readonly #folder: TempFolder;
  #program: RunningProgram;
  #address = '127.0.0.1:0';

  private constructor(folder: TempFolder, env: NodeJS.ProcessEnv) {
    this.#folder = folder;
    this.env = {
      ...process.env,
      ...env,
      XDG_STATE_HOME: join(folder.path, 'state'),
      XDG_CONFIG_HOME: join(folder.path, 'config'),
    };
    this.#program = this.#listen();
  }

  static async start(env: NodeJS.ProcessEnv = {}): Promise<HubProcess> {
    const hub = new HubProcess(await tempFolder(), env);
    await hub.#isUp();
    return hub;
  }

  /** Above the state (`state`) and the configuration (`config`). */
  get folder(): string {
    return this.#folder.path;
  }

  get address(): string {
    return this.#address;
  }

  /** What it wrote since it was started last. */
  get said(): string {
    return this.#program.said;
  }

  async end(signal: NodeJS.Signals): Promise<number | null> {
    return await this.#program.end(signal);
  }

  /** At the address where it was. */
  async startAgain(): Promise<void> {
    this.#program = this.#listen();
    await this.#isUp();
  }

  async run(...args: string[]): Promise<ProgramEnd> {
    return await runProgram('hub', args, this.env);
  }

  /** A node that was invited and has enrolled. */
  async joined(name: string): Promise<Enrolled> {
    const { stdout } = await this.run('--invite', 'node', '--name', name);
    return await enrol({ token: stdout.trim(), kind: 'node', name, signal: new AbortController().signal });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#program[Symbol.asyncDispose]();
    await this.#folder[Symbol.asyncDispose]();
  }

  #listen(): RunningProgram {
    return new RunningProgram('hub', ['--listen', this.#address], this.env);
  }

  async #isUp(): Promise<void> {
    const up = () => /"address":"([^"]+)".*hub is up/.exec(this.said)?.[1] ?? this.#program.hasEnded;
    this.#address = String(await until(up, { what: 'the hub is up' }));
  }
}
