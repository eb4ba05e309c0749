/**
 * Runs one bench by name, or all: `npm run bench -- engine-copy`. Each is a program of its own that prints its medians and
 * ratios; nothing else should load the machine meanwhile. `--write` puts what was printed into docs/benchmarks.md, in place
 * of what stood there of the same bench, missed goals included. What else follows a name is for the bench.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { machineLine } from './report/machine.ts';
import { emptyPage, withSection } from './report/page.ts';

const folder = import.meta.dirname;
const pageFile = join(folder, '..', 'docs', 'benchmarks.md');
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.ts') && file !== 'run.ts')
  .map((file) => file.slice(0, -3));
const given = process.argv.slice(2);
/** Said by a bench that needs what it was not given: a failure only where it is asked for by name. */
const lacksSomething = 2;
const isWriting = given.includes('--write');
const [asked, ...rest] = given.filter((word) => word !== '--write');
if (asked !== undefined && !names.includes(asked)) {
  console.error(`bench: no bench is called '${asked}'; there are ${names.join(', ')}`);
  process.exit(2);
}
for (const name of asked === undefined ? names : [asked]) {
  console.log(`== ${name}`);
  const machine = machineLine(new Date());
  const { status, output } = await run(name);
  if (status !== 0 && (asked !== undefined || status !== lacksSomething)) process.exitCode = status ?? 1;
  const end = status === 0 ? '' : `\nended with ${status}: a goal was missed, or it failed\n`;
  if (isWriting && output !== '') write(name, { machine, output: output + end });
}

/** What it prints is shown while it runs. */
async function run(name: string): Promise<{ readonly status: number | null; readonly output: string }> {
  const child = spawn(process.execPath, [join(folder, `${name}.ts`), ...rest], {
    stdio: ['inherit', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    process.stdout.write(text);
  });
  await once(child, 'close');
  return { status: child.exitCode, output };
}

function write(name: string, { machine, output }: { readonly machine: string; readonly output: string }): void {
  const command = ['npm run bench --', name, ...rest.map(quoted)].join(' ');
  const source = readFileSync(join(folder, `${name}.ts`), 'utf8');
  const section = withSection(readPage(), {
    name,
    about: openingOf(source),
    measured: `\`${command}\`: ${machine}`,
    output,
  });
  writeFileSync(pageFile, section);
}

function readPage(): string {
  try {
    return readFileSync(pageFile, 'utf8');
  } catch {
    return emptyPage;
  }
}

function quoted(word: string): string {
  return /\s/.test(word) ? `'${word}'` : word;
}

/** The first paragraph of the comment with which a bench begins. */
function openingOf(source: string): string {
  const [, comment = ''] = /^\/\*\*([\s\S]*?)\*\//.exec(source) ?? [];
  const lines = comment.split('\n').map((line) => line.replace(/^\s*\*? ?/, '').trimEnd());
  return lines.join('\n').trim().split('\n\n')[0] ?? '';
}
