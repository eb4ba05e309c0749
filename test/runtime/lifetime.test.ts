import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';

const program = new URL('./programs/lifetime-program.ts', import.meta.url).pathname;
const node = process.execPath;

/** A real process. `until(line)` resolves when it has printed the line; `end()` when it has ended. */
function start(behaviour: string, { drainMs = 10_000, shell = false } = {}) {
  const command = [node, program, behaviour, String(drainMs)];
  const child = shell
    ? spawn('bash', ['-c', 'set -o pipefail; "$@" | head -n 1', 'bash', ...command])
    : spawn(node, command.slice(1));
  onTestFinished(() => void child.kill('SIGKILL'));
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
  });
  const stderr = text(child.stderr);
  const closed = once(child, 'close');
  return {
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    until: async (line: string) => {
      while (!stdout.includes(`${line}\n`)) await once(child.stdout, 'data');
    },
    end: async () => {
      await closed;
      return { code: child.exitCode, signal: child.signalCode, stdout, stderr: await stderr };
    },
  };
}

const interrupted = (how: string) =>
  `longhaul test: interrupted by ${how} (interrupted). Run it again: it resumes from the backlog.\n`;

describe('a program that ends by itself', () => {
  test('ends with the code that main returned, and prints nothing', async () => {
    expect(await start('returns 1').end()).toMatchObject({ code: 1, stderr: '' });
  });

  test('prints a fault as one line and ends with its exit code', async () => {
    expect(await start('throws a fault').end()).toMatchObject({
      code: 1,
      stderr: 'longhaul test: write block 3 of a b.iso (disk-full). Free some space; the transfer goes on by itself.\n',
    });
  });

  test('whatever else is thrown is internal, with control characters escaped and no stack', async () => {
    const { code, stderr } = await start('throws a string').end();
    expect(stderr).toBe('longhaul test: boom \\x1b[2J (internal). Please report it with the log.\n');
    expect(code).toBe(1);
  });

  test('the stack is in the log at debug', async () => {
    const { stderr } = await start('throws with a debug log').end();
    const [logged = '', shown] = stderr.split('\n');
    expect(JSON.parse(logged)).toMatchObject({
      name: 'test',
      err: { stack: expect.stringContaining('lifetime-program.ts') },
    });
    expect(shown).toBe('longhaul test: deep down (internal). Please report it with the log.');
  });

  test.each([
    ['forgets a rejection', 'nobody looked'],
    ['throws in a timer', 'in a timer'],
  ])('a program that %s ends at once as internal', async (behaviour, message) => {
    expect(await start(behaviour).end()).toMatchObject({
      code: 1,
      stderr: `longhaul test: ${message} (internal). Please report it with the log.\n`,
    });
  });

  test('a main that left something open is ended after the drain bound, with its own exit code', async () => {
    const { code, stderr } = await start('leaves a timer behind', { drainMs: 50 }).end();
    expect(code).toBe(0);
    expect(stderr).toContain('was not done with stopping after 0.05 s and was ended');
  });
});

describe('a program that is interrupted', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s ends one that waits with 130', async (signal) => {
    const running = start('waits');
    await running.until('ready');
    running.kill(signal);
    expect(await running.end()).toMatchObject({ code: 130, stderr: interrupted(signal) });
  });

  test('one that drains decides its own exit code', async () => {
    const running = start('drains and returns 0');
    await running.until('ready');
    running.kill('SIGTERM');
    expect(await running.end()).toMatchObject({ code: 0, stdout: 'ready\ndrained\n', stderr: '' });
  });

  test('a wait that nobody looked at does not cut the drain short', async () => {
    const running = start('leaves a rejection alone');
    await running.until('ready');
    running.kill('SIGINT');
    expect(await running.end()).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('drained') });
  });

  test('the second interrupt ends it at once', async () => {
    const running = start('ignores the signal');
    await running.until('ready');
    running.kill('SIGINT');
    await running.until('asked');
    running.kill('SIGTERM');
    expect(await running.end()).toMatchObject({ code: 130, signal: null });
  });

  test('a drain that takes too long is ended', async () => {
    const running = start('ignores the signal', { drainMs: 50 });
    await running.until('ready');
    running.kill('SIGINT');
    const { code, stderr } = await running.end();
    expect(code).toBe(130);
    expect(stderr).toContain('was not done with stopping after 0.05 s and was ended (interrupted)');
  });

  test('it ends without a word when the reader of its output goes away', async () => {
    const { stdout, stderr } = await start('writes for ever', { shell: true }).end();
    expect(stdout).toBe(`${'x'.repeat(1000)}\n`);
    expect(stderr).toBe('');
  });
});
