/**
 * `npm start`: the product doing its job on this machine with nothing to configure. A hub and two nodes with sample data;
 * in a terminal the console is attached and leaving it stops everything, otherwise one transfer runs and is reported.
 */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram as runMain } from '../runtime/lifetime.ts';
import { formatBytes } from '../runtime/units.ts';
import { startFleet } from './fleet.ts';
import { runAttached, runProgram } from './program.ts';
import { makeSampleData } from './sample-data.ts';

// Slow enough that a transfer of the sample data can be watched.
const rate = '40MB';

const say = (line: string): void => void process.stderr.write(`${line}\n`);

await runMain('npm start', async (signal) => {
  const folder = await mkdtemp(join(tmpdir(), 'longhaul-demo-'));
  const nodes = ['fs1', 'fs2'].map((name) => ({ name, root: join(folder, name, 'files') }));
  const [source, destination] = nodes.map(({ name, root }) => `${name}:${root}`);
  const sample = await makeSampleData(join(folder, 'fs1', 'files'));
  say(`Starting a hub and two nodes; fs1 holds ${sample.files} files, ${formatBytes(sample.bytes)} …`);
  let code: number;
  {
    await using fleet = await startFleet({ folder, nodes, rate, signal });
    if (process.stdin.isTTY && process.stdout.isTTY) {
      code = await runAttached({ args: ['tui'], env: fleet.env });
    } else {
      const args = ['hub', ...fleet.hubFlags, '--from', source ?? '', '--to', `${destination}/from-fs1`, '--wait'];
      code = await runAttached({ args, env: fleet.env });
      process.stdout.write(await runProgram({ args: ['hub', ...fleet.hubFlags, '--list'], env: fleet.env }));
    }
  }
  say(
    `Everything is stopped. The files lie in ${nodes.map(({ root }) => root).join(' and ')}; remove ${folder} when you are done.`,
  );
  return code;
});
