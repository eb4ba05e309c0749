import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../engine/temporary-folder.ts';
import { makeTree, readTree, spreadTimes } from '../engine/tree.ts';
import { startSync, sync } from './sync.ts';

test('copies, says in one line on standard output what it did, and finds nothing to do the second time', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { a: 'a', 'b/c': 'c' });
  spreadTimes(place.at('source'));
  const first = await sync(place, ['source/', 'destination']);
  expect(first).toMatchObject({
    code: 0,
    stderr: '',
    stdout: expect.stringMatching(/^2 files copied \(2 B\), 0 skipped in [\d.]+ s\n$/),
  });
  expect(readTree(place.at('destination'))).toEqual(readTree(place.at('source')));
  expect((await sync(place, ['source', 'destination/'])).stdout).toMatch(/^0 files copied \(0 B\), 2 skipped/);
  expect(readdirSync(place.at('state/longhaul/sync'))).toEqual([
    expect.stringMatching(/^source-destination-[0-9a-f]{12}\.audit\.jsonl$/),
    expect.stringMatching(/^source-destination-[0-9a-f]{12}\.db$/),
    expect.stringMatching(/^source-destination-[0-9a-f]{12}\.db\.lock$/),
  ]);
});

test('--json prints JSON Lines and nothing else on standard output', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { a: 'a' });
  const { code, stdout } = await sync(place, ['--json', 'source', 'destination']);
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(code).toBe(0);
  expect(lines.at(0)).toEqual({ event: 'phase', phase: 'scanning' });
  expect(lines.at(-1)).toMatchObject({ event: 'summary', copied: { files: 1, bytes: 1 } });
  const page = readFileSync(new URL('../../docs/sync-json.md', import.meta.url), 'utf8');
  const words = lines.flatMap((line) => [line.event, ...Object.keys(line), ...Object.keys(line.progress ?? {})]);
  expect([...new Set(words)].filter((word) => !page.includes(`\`${word}\``))).toEqual([]);
});

test('a file of names and settings comes from the environment and the file too', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { a: 'a' });
  writeFileSync(place.at('longhaul.yaml'), 'db: from-file.db\nchecksum: md5\n');
  await sync(place, ['--config', 'longhaul.yaml', 'source', 'destination'], {
    LONGHAUL_LOG: 'from-environment.jsonl',
    LONGHAUL_QUIET: 'true',
  });
  expect(readdirSync(place.path)).toEqual(expect.arrayContaining(['from-file.db', 'from-environment.jsonl']));
});

test.each([
  { args: ['source'], code: 2, says: /DESTINATION is missing/ },
  { args: ['--blok-size', '1M', 'source', 'x'], code: 2, says: /--blok-size/ },
  { args: ['--verify', '--checksum', 'none', 'source', 'x'], code: 2, says: /--verify compares checksums/ },
  { args: ['--max-delete', '120%', 'source', 'x'], code: 2, says: /--max-delete: '120%'/ },
  { args: ['--block-size', '1K', 'source', 'x'], code: 2, says: /64K to 64M/ },
  { args: ['--checksum', 'blake4', 'source', 'x'], code: 2, says: /blake3/ },
  { args: ['--max-age', '7', 'source', 'x'], code: 2, says: /--max-age: '7' is not an age/ },
  { args: ['--exclude', 'a**b', 'source', 'x'], code: 2, says: /a\*\*b/ },
  { args: ['--filter-from', 'nowhere', 'source', 'x'], code: 2, says: /--filter-from: cannot read nowhere: ENOENT/ },
  { args: ['source', 'source'], code: 2, says: /same folder/ },
  { args: ['source', 'link'], code: 2, says: /same folder/ },
  { args: ['source', 'source/in/side'], code: 2, says: /lies inside/ },
  { args: ['source', '.'], code: 2, says: /lies inside/ },
  { args: ['source', 'source/a/b'], code: 2, says: /cannot be a destination: ENOTDIR/ },
  { args: ['--delete-extras', 'source/a', 'x'], code: 2, says: /needs a folder/ },
  { args: ['--delete-extras', '--db', 'x/y.db', 'source', 'x'], code: 2, says: /x\/y\.db lies inside the destination/ },
  { args: ['--delete-extras', '--log', 'x/y', 'source', 'x'], code: 2, says: /choose another --log/ },
  { args: ['/dev/null', 'x'], code: 2, says: /is a socket, pipe or device; SOURCE is a folder or a file/ },
  { args: ['--links', 'follow', 'source', 'x'], code: 2, says: /--links: 'follow' is not one of keep, skip/ },
  { args: ['nowhere', 'x'], code: 5, says: /nowhere does not exist .*source-missing/ },
])('$args ends with $code and one line that says why', async ({ args, code, says }) => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { a: 'a' });
  symlinkSync('source', place.at('link'));
  const before = readdirSync(place.path);
  const ended = await sync(place, args);
  expect(ended).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(says) });
  expect(ended.stderr).toMatch(/^longhaul sync: [^\n]+\n$/);
  expect(readdirSync(place.path)).toEqual(before);
});

test('a file that fails is named, and the exit code is 1', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { 'bad\x1b[31mname': 'a', b: 'b' });
  makeTree(place.at('destination'), { 'bad\x1b[31mname/x': '' });
  const { code, stderr } = await sync(place, ['--quiet', 'source', 'destination']);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^failed: .*bad\\x1b\[31mname.*is-a-directory\)\n$/);
});

test('--delete-extras removes what the source does not have', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { a: 'a' });
  makeTree(place.at('destination'), { extra: 'x' });
  expect(await sync(place, ['--delete-extras', 'source', 'destination'])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/1 removed/),
  });
  expect(readdirSync(place.at('destination'))).toEqual(['a']);
});

test('an interrupt ends with 130 and the next run resumes', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { 'a.bin': randomBytes(3_000_000), b: 'b' });
  const { child, ended, saw } = startSync(place, ['--json', '--bwlimit', '1MB', 'source', 'destination']);
  await saw('"phase":"transferring"');
  child.kill('SIGINT');
  expect(await ended).toMatchObject({
    code: 130,
    stderr: expect.stringMatching(/^longhaul sync: interrupted by SIGINT/),
  });
  expect(readdirSync(place.at('destination')).filter((name) => name.includes('partial'))).toEqual([]);
  const again = await sync(place, ['source', 'destination']);
  expect(again).toMatchObject({ code: 0, stderr: expect.stringMatching(/^resuming: /) });
  expect(readTree(place.at('destination'))).toEqual(readTree(place.at('source')));
});

test('a timetable limits a run, and one that is wrong is named', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { 'a.bin': randomBytes(3_000_000) });
  const limit = 'Mon-Sun,1MB 08:00,off';
  const { child, ended, saw } = startSync(place, ['--json', '--bwlimit', limit, 'source', 'destination']);
  await saw('"phase":"transferring"');
  child.kill('SIGINT');
  expect(await ended).toMatchObject({ code: 130 });
  expect(await sync(place, ['--bwlimit', '08:00,20M 25:00,off', 'source', 'destination'])).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^longhaul sync: --bwlimit: '25:00,off' is not a timetable entry; write WHEN,RATE/),
  });
});

test('killed ten times at any moment, it never leaves a half file under a final name, and ends with equal trees', async () => {
  using place = temporaryFolder();
  const small = Object.fromEntries(
    Array.from({ length: 400 }, (_, n) => [`small ${n % 7}/${n}`, randomBytes((n * 37) % 5000)]),
  );
  makeTree(place.at('source'), { ...small, 'big.bin': randomBytes(8_000_000), 'a/b.bin': randomBytes(2_000_000) });
  mkdirSync(place.at('destination'));
  writeFileSync(place.at('destination/big.bin'), 'old');
  spreadTimes(place.at('source'));
  const source = readTree(place.at('source'));
  for (let kill = 0; kill < 10; kill += 1) {
    const { child, ended } = startSync(place, ['--quiet', '--bwlimit', '12MB', 'source', 'destination']);
    const exited = once(child, 'exit');
    // Any moment will do: the later ones of these may come after its end.
    await Promise.race([delay(250 + kill * 80), exited]);
    child.kill('SIGKILL');
    await ended;
    for (const [path, { kind, content }] of Object.entries(readTree(place.at('destination')))) {
      if (kind !== 'file' || path.endsWith('.partial')) continue;
      expect([path, content === source[path]?.content || (path === 'big.bin' && content === 'old')]).toEqual([
        path,
        true,
      ]);
    }
  }
  expect(await sync(place, ['--quiet', 'source', 'destination'])).toMatchObject({ code: 0, stderr: '' });
  expect(readTree(place.at('destination'))).toEqual(source);
});

test('a sparse file arrives with equal content', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { sparse: '' });
  truncateSync(place.at('source/sparse'), 3_000_000);
  expect((await sync(place, ['source', 'destination'])).code).toBe(0);
  expect(statSync(place.at('destination/sparse')).size).toBe(3_000_000);
});

test('filters hold in the order in which they are given, also from a file with names that are not UTF-8', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { 'a.c': '', 'secret.c': '', 'b.h': '', 'sub/x.c': '', 'caf\xe9': '', 'cafe': '' });
  writeFileSync(place.at('rules'), Buffer.from('+ /caf\xe9\n- *\n', 'latin1'));
  const flags = ['--exclude', 'secret.c', '--include=*.c', '--filter-from', 'rules'];
  expect((await sync(place, [...flags, 'source', 'destination'])).code).toBe(0);
  expect(Object.keys(readTree(place.at('destination')))).toEqual(['a.c', 'caf\xe9', 'sub', 'sub/x.c']);
});
