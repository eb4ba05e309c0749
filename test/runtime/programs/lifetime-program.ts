/** A program for lifetime.test.ts: what it does is its first argument. It says `ready` once it can be interrupted. */
import { setTimeout as delay } from 'node:timers/promises';
import { Fault } from '../../../src/runtime/fault.ts';
import { runProgram } from '../../../src/runtime/lifetime.ts';
import { openLog } from '../../../src/runtime/log.ts';

const never = () => new Promise<void>(() => setInterval(() => {}, 1_000_000));

async function untilAborted(signal: AbortSignal): Promise<void> {
  process.stdout.write('ready\n');
  await delay(1_000_000, undefined, { signal });
}

const behaviours: Readonly<Record<string, (signal: AbortSignal) => Promise<number>>> = {
  'returns 1': async () => 1,
  'throws a fault': async () => {
    throw new Fault('disk-full', 'write block 3 of a\nb.iso.');
  },
  'throws a string': async () => {
    // biome-ignore lint/style/useThrowOnlyError: a library might
    throw 'boom \u001b[2J';
  },
  'throws with a debug log': async () => {
    openLog({ name: 'test', level: 'debug' });
    throw new Error('deep down');
  },
  'waits': async (signal) => {
    await untilAborted(signal);
    return 0;
  },
  'drains and returns 0': async (signal) => {
    await untilAborted(signal).catch(() => {});
    process.stdout.write('drained\n');
    return 0;
  },
  'ignores the signal': async (signal) => {
    signal.addEventListener('abort', () => process.stdout.write('asked\n'));
    process.stdout.write('ready\n');
    await never();
    return 0;
  },
  'leaves a timer behind': async () => {
    void never();
    return 0;
  },
  'leaves a rejection alone': async (signal) => {
    void untilAborted(signal);
    await untilAborted(signal).catch(() => delay(50));
    process.stdout.write('drained\n');
    return 0;
  },
  'forgets a rejection': async () => {
    void Promise.reject(new TypeError('nobody looked'));
    await never();
    return 0;
  },
  'throws in a timer': async () => {
    setTimeout(() => {
      throw new Error('in a timer');
    }, 1);
    await never();
    return 0;
  },
  'writes for ever': async (signal) => {
    for (;;) {
      process.stdout.write(`${'x'.repeat(1000)}\n`);
      await delay(0, undefined, { signal });
    }
  },
};

const [name = '', drainMs = '10000'] = process.argv.slice(2);
const main = behaviours[name];
if (main === undefined) throw new Error(`no such behaviour: ${name}`);
await runProgram('longhaul test', main, { drainMs: Number(drainMs) });
