/** A program of its own that writes half of a file, pauses with the file open, and writes the rest when it is told to. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface SlowWriter extends AsyncDisposable {
  /** Resolves when the whole file is there and closed. */
  finish(): Promise<void>;
}

const script = 'exec 3>>"$0"; printf half >&3; echo paused; read go; printf " and half" >&3';

/** Resolves when the first half is there. */
export async function slowWriter(path: string): Promise<SlowWriter> {
  const child = spawn('sh', ['-c', script, path], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  await once(child.stdout, 'data');
  return {
    finish: async () => {
      child.stdin.end('go\n');
      await exited;
    },
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
