import { execFileSync } from 'node:child_process';
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { faultCodes } from '../../../src/runtime/fault-codes.ts';
import { cleanEnvironment } from '../../harness/clean-environment.ts';
import { commandOf } from '../../harness/command-of.ts';
import { mayMount, withMounts } from '../../harness/private-mounts.ts';
import { type Ended, startSync } from '../../sync/sync.ts';
import { type TemporaryFolder, temporaryFolder } from '../temporary-folder.ts';
import { makeTree, readTree } from '../tree.ts';
import { type FaultOrder, orderVariable } from './failing-libc.ts';

const failingLibc = new URL('failing-libc.ts', import.meta.url).href;

/** A program in which a function of libc fails as long as `file` exists. */
const failingWhile = (order: Omit<Extract<FaultOrder, { kind: 'while' }>, 'kind'>) => ({
  NODE_OPTIONS: `--import ${failingLibc}`,
  [orderVariable]: JSON.stringify({ kind: 'while', ...order } satisfies FaultOrder),
});

interface Said {
  readonly event: string;
  readonly path: string;
  readonly reason: { readonly code: string; readonly message: string; readonly hint: string };
}

const linesOf = ({ stdout }: Pick<Ended, 'stdout'>): Said[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

/** Everything that was said of files, by path: its code, once it is sure that cause and hint came with it. */
function named(ended: Pick<Ended, 'stdout'>): string[][] {
  return linesOf(ended)
    .filter(({ event }) => event === 'file-failed' || event === 'finding')
    .map(({ path, reason }) => {
      expect(reason.message).toMatch(/\S/);
      expect(reason.hint).toBe(faultCodes[reason.code as keyof typeof faultCodes].hint);
      return [path, reason.code];
    })
    .toSorted();
}

test.each([
  { errno: 'EIO', call: 'pread', code: 'io-error', path: 'file' },
  { errno: 'ESTALE', call: 'pread', code: 'stale-handle', path: 'file' },
  { errno: 'EROFS', call: 'pwrite', code: 'read-only', path: 'file' },
  { errno: 'ENAMETOOLONG', call: 'symlinkat', code: 'name-too-long', path: 'link' },
] as const)(
  '$errno of $call is named $code, with cause and hint, and the rest of the run goes on',
  async ({ errno, call, code, path }) => {
    using place = temporaryFolder();
    makeTree(place.at('source'), { file: 'x', link: { link: 'file' }, 'folder/empty': '' });
    writeFileSync(place.at('failing'), '');
    const args = ['--json', '--retries', '0', 'source', 'destination'];
    const ended = await startSync(place, args, failingWhile({ call, errno, file: place.at('failing') })).ended;
    expect(named(ended)).toEqual([[path, code]]);
    expect(ended.code).toBe(1);
    expect(Object.keys(readTree(place.at('destination')))).toEqual(
      ['file', 'folder', 'folder/empty', 'link'].filter((name) => name !== path),
    );
  },
);

test('an exhausted quota makes the run wait, say so, and go on by itself', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { file: 'x' });
  writeFileSync(place.at('exhausted'), '');
  const { ended, saw } = startSync(
    place,
    ['--json', '--retries', '0', 'source', 'destination'],
    failingWhile({ call: 'pwrite', errno: 'EDQUOT', file: place.at('exhausted') }),
  );
  await saw('"event":"waiting"');
  rmSync(place.at('exhausted'));
  const { code, stdout } = await ended;
  expect(code).toBe(0);
  expect(linesOf({ stdout }).find(({ event }) => event === 'waiting')?.reason).toMatchObject({
    code: 'quota-exceeded',
    hint: faultCodes['quota-exceeded'].hint,
  });
  expect(readTree(place.at('destination'))).toEqual(readTree(place.at('source')));
});

test.runIf(mayMount)(
  'on a full disk the run waits and says so, and goes on by itself when there is room',
  async () => {
    using place = temporaryFolder();
    makeTree(place.at('source'), { big: Buffer.alloc(3_000_000), small: 'x', 'folder/file': 'y' });
    const { stdout } = await withMounts(
      `
      mkdir destination
      mount -t tmpfs -o size=1M none destination
      sync --json --retries 0 source destination > said &
      until grep -q waiting said; do sleep 0.05; done
      ls -A destination | grep -c partial || true
      mount -o remount,size=8M destination
      wait $!
      echo "exit $?"
      cmp source/big destination/big && cat said`,
      { cwd: place.path },
    );
    const [partial, exit, ...said] = stdout.trimEnd().split('\n');
    expect([partial, exit]).toEqual(['0', 'exit 0']);
    const waiting = linesOf({ stdout: said.join('\n') }).find(({ event }) => event === 'waiting');
    expect(waiting?.reason).toMatchObject({ code: 'disk-full', hint: faultCodes['disk-full'].hint });
  },
  120_000,
);

test.runIf(mayMount)('a target that is mounted read-only is one clear line', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { a: 'a' });
  const { stdout } = await withMounts(
    `
    mkdir destination
    mount -t tmpfs -o ro none destination
    sync source destination 2>&1 || echo "exit $?"`,
    { cwd: place.path },
  );
  expect(stdout).toMatch(/^longhaul sync: [^\n]*\(read-only\)\. Remount it writable\.\nexit 1\n$/);
});

/** Root reads everything, unless it gives up the right to; anybody else is refused anyway. */
const unprivileged =
  process.getuid?.() === 0 ? ['setpriv', '--bounding-set', '-dac_override,-dac_read_search'] : ['env'];

test('a file and a folder that may not be read are named, and so is a folder that may not be written', () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { secret: 'x', 'closed/in it': 'x', open: 'y', 'readable/file': 'z' });
  makeTree(place.at('destination'), { 'closed/extra': 'stays', 'readable/extra': 'cannot go', gone: '1', also: '2' });
  const closed = ['source/secret', 'source/closed', 'destination/readable'];
  for (const path of closed) chmodSync(place.at(path), path.startsWith('source') ? 0o000 : 0o500);
  const [command = '', ...args] = [
    ...unprivileged,
    ...commandOf('sync'),
    ...['--json', '--delete-extras', '--max-delete', '100%', '--retries', '0', 'source', 'destination'],
  ];
  const env = { ...cleanEnvironment(), HOME: place.path, XDG_STATE_HOME: place.at('state') };
  const stdout = outputOf(place, command, args, env);
  for (const path of closed) chmodSync(place.at(path), 0o700);
  expect(named({ stdout })).toEqual([
    ['closed', 'permission-denied'],
    ['readable/extra', 'permission-denied'],
    ['readable/file', 'permission-denied'],
    ['secret', 'permission-denied'],
  ]);
  expect(Object.keys(readTree(place.at('destination')))).toEqual(
    expect.arrayContaining(['closed/extra', 'open', 'readable/extra']),
  );
});

function outputOf(place: TemporaryFolder, command: string, args: readonly string[], env: NodeJS.ProcessEnv): string {
  try {
    return execFileSync(command, args, { cwd: place.path, env, encoding: 'utf8' });
  } catch (thrown) {
    expect(thrown).toMatchObject({ status: 1 });
    return (thrown as { stdout: string }).stdout;
  }
}

test('links that lead in circles are copied as what they say, and pipes and devices are named and left', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), {
    self: { link: 'self' },
    'a/up': { link: '..' },
    'a/there': { link: '../b/back' },
    'b/back': { link: '../a/there' },
    file: 'x',
  });
  execFileSync('mkfifo', [place.at('source/pipe')]);
  const ended = await startSync(place, ['--json', 'source', 'destination']).ended;
  expect(ended.code).toBe(0);
  expect(named(ended)).toEqual([['pipe', 'not-regular']]);
  expect(Object.keys(readTree(place.at('destination')))).toEqual([
    'a',
    'a/there',
    'a/up',
    'b',
    'b/back',
    'file',
    'self',
  ]);
});
