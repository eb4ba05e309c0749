/**
 * How long the console needs from its start to the first frame, and to the first frame with what the hub told: the bundle
 * in a pseudo terminal, beside a bare `node -e 0` started in the same minute. Needs a build.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startInTerminal } from '../test/harness/console-in-terminal.ts';
import { FakeHub } from '../test/harness/fake-hub.ts';
import { busyFleet } from '../test/harness/fleet-seeds.ts';

const runs = 9;
const folder = await mkdtemp(join(tmpdir(), 'longhaul-bench-'));

async function bareNode(): Promise<number> {
  const from = performance.now();
  await once(spawn(process.execPath, ['-e', '0']), 'exit');
  return performance.now() - from;
}

async function consoleStart(hub: FakeHub): Promise<{ readonly first: number; readonly data: number }> {
  const from = performance.now();
  await using run = await startInTerminal({ folder, profile: hub.profile });
  await run.screen.until('the first frame', () => run.screen.raw.includes('longhaul'));
  const first = performance.now() - from;
  await run.screen.see('T-48213');
  return { first, data: performance.now() - from };
}

function report(name: string, figures: readonly number[]): number {
  const sorted = [...figures].sort((one, other) => one - other);
  const [least, median, most] = [sorted[0] ?? 0, sorted[Math.floor(sorted.length / 2)] ?? 0, sorted.at(-1) ?? 0];
  process.stdout.write(
    `${name.padEnd(34)} min ${least.toFixed(0)}  median ${median.toFixed(0)}  max ${most.toFixed(0)} ms\n`,
  );
  return median;
}

try {
  await using hub = await FakeHub.start({ folder, fleet: busyFleet() });
  const bare: number[] = [];
  const starts: { readonly first: number; readonly data: number }[] = [];
  for (let run = 0; run < runs; run += 1) {
    bare.push(await bareNode());
    starts.push(await consoleStart(hub));
  }
  const base = report('bare node', bare);
  const first = report(
    'console, first frame',
    starts.map((start) => start.first),
  );
  report(
    'console, first frame with data',
    starts.map((start) => start.data),
  );
  process.stdout.write(`ratio to bare node ${(first / base).toFixed(1)}\n`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
