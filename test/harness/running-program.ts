/** The real programs as real processes. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Command, commandOf } from './command-of.ts';

/** Of this checkout, or of the one in `release`. */
export type Program = 'hub' | 'node' | { readonly name: 'hub' | 'node'; readonly release: string };

function wordsOf(program: Program): Command {
  if (typeof program === 'string') return commandOf(program);
  return [process.execPath, join(program.release, program.name, 'main.ts')];
}

export interface ProgramEnd {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** To its end. */
export async function runProgram(
  program: Program,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<ProgramEnd> {
  const [file, ...before] = wordsOf(program);
  const child = spawn(file, [...before, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { code: code as number | null, stdout, stderr };
}

/** Runs until it is killed; disposing kills it. */
export class RunningProgram implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #exited: Promise<number | null>;
  #said = '';

  constructor(program: Program, args: readonly string[], env: NodeJS.ProcessEnv = process.env) {
    const [file, ...before] = wordsOf(program);
    this.#child = spawn(file, [...before, ...args], { env, stdio: ['ignore', 'ignore', 'pipe'] });
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#said += String(chunk);
    });
    this.#exited = once(this.#child, 'exit').then(([code]) => code as number | null);
  }

  get pid(): number {
    return this.#child.pid ?? -1;
  }

  /** Everything on standard error so far. */
  get said(): string {
    return this.#said;
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Resolves with the exit code, null when the signal ended it, once it is gone. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    if (!this.hasEnded) this.#child.kill(signal);
    return await this.#exited;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end('SIGKILL');
  }
}
