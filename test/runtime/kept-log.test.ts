import { appendFileSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { KeptLog, maxLineBytes } from '../../src/runtime/kept-log.ts';
import { type LogQuery, readLog } from '../../src/runtime/log-page.ts';
import { tempFolder } from '../harness/temp-folder.ts';

const small = { segmentBytes: 1000, segments: 3 };
const { signal } = new AbortController();

async function opened(options = small) {
  const folder = await tempFolder();
  const kept = new KeptLog(options).open(join(folder.path, 'log'));
  const log = pino({ name: 'test', level: 'trace' }, kept);
  const read = async (query: Partial<LogQuery> = {}) => await readLog(kept, { limit: 1000, ...query }, signal);
  return {
    folder: join(folder.path, 'log'),
    kept,
    log,
    read,
    messages: async (query: Partial<LogQuery> = {}) => (await read(query)).lines.map(({ message }) => message),
    async [Symbol.asyncDispose]() {
      kept[Symbol.dispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => `line ${from + n}`);

test('the last lines are read, oldest first, with what each says besides', async () => {
  await using log = await opened();
  for (const line of numbers(1, 5)) log.log.info({ part: 'runs', attempt: 2 }, line);
  const { lines, next } = await log.read({ limit: 2 });
  expect(lines).toMatchObject([
    { message: 'line 4', level: 'info', fields: { part: 'runs', attempt: 2 } },
    { message: 'line 5', at: expect.any(Number) },
  ]);
  expect(Object.keys(lines[0]?.fields ?? {})).toEqual(['part', 'attempt']);
  expect(next).toBe(log.kept.end);
});

test('pages backwards and forwards meet without a line twice or missing, across files', async () => {
  await using log = await opened();
  for (const line of numbers(1, 20)) log.log.info(line);
  expect(log.kept.segments.length).toBeGreaterThan(1);
  const backwards: string[] = [];
  for (let before = log.kept.end; ; ) {
    const page = await log.read({ before, limit: 3 });
    if (page.lines.length === 0) break;
    backwards.unshift(...page.lines.map(({ message }) => message));
    before = page.first;
  }
  const forwards: string[] = [];
  for (let after = 0; after < log.kept.end; ) {
    const page = await log.read({ after, limit: 3 });
    forwards.push(...page.lines.map(({ message }) => message));
    after = page.next;
  }
  expect(forwards).toEqual(numbers(1, 20));
  expect(backwards).toEqual(forwards);
});

test('the newest lines are kept within the bound, and who reads behind it is told of the gap', async () => {
  await using log = await opened();
  for (const line of numbers(1, 500)) log.log.info(line);
  const sizes = readdirSync(log.folder).map((name) => statSync(join(log.folder, name)).size);
  expect(sizes).toHaveLength(small.segments);
  expect(Math.max(...sizes)).toBeLessThan(small.segmentBytes + 200);
  const page = await log.read({ after: 0 });
  expect(page.isGap).toBe(true);
  expect(page.lines.at(-1)?.message).toBe('line 500');
  expect((await log.read({ after: page.next })).isGap).toBe(false);
});

test('positions hold over a restart, and a line that a crash cut off is passed over', async () => {
  await using log = await opened();
  for (const line of numbers(1, 3)) log.log.info(line);
  const { next } = await log.read();
  log.kept[Symbol.dispose]();
  appendFileSync(log.kept.segments.at(-1)?.file ?? '', '{"level":30,"time":17');
  using again = new KeptLog(small).open(log.folder);
  pino({}, again).info('line 4');
  const page = await readLog(again, { after: next, limit: 10 }, signal);
  expect(page.lines.map(({ message }) => message)).toEqual(['line 4']);
  expect(page.isGap).toBe(false);
});

test.each<{ note: string; query: Partial<LogQuery>; found: string[] }>([
  { note: 'a level and above', query: { level: 'warn' }, found: ['two FAILED', 'three'] },
  { note: 'a text in whatever case', query: { text: 'failed' }, found: ['two FAILED'] },
  { note: 'a text in what the line says besides', query: { text: 'T-42' }, found: ['three'] },
  { note: 'a time that is to come', query: { since: Date.now() + 3_600_000 }, found: [] },
  { note: 'a level that nothing has', query: { level: 'fatal', after: 0 }, found: [] },
])('lines are found by $note', async ({ query, found }) => {
  await using log = await opened();
  log.log.info('one');
  log.log.warn('two FAILED');
  log.log.error({ transfer: 'T-42' }, 'three');
  await expect(log.messages(query)).resolves.toEqual(found);
});

test('who waits gets the next line as soon as it is written, and nothing when none comes in time', async () => {
  await using log = await opened();
  log.log.info('before');
  const { next } = await log.read();
  const waiting = log.read({ after: next, waitMs: 20_000 });
  log.log.info('after');
  expect((await waiting).lines).toMatchObject([{ message: 'after' }]);
  const { lines, next: end } = await log.read({ after: log.kept.end, waitMs: 1 });
  expect({ lines, end }).toEqual({ lines: [], end: log.kept.end });
});

test('a line that nobody could read is replaced by its length', async () => {
  await using log = await opened({ segmentBytes: 1e6, segments: 2 });
  log.log.error({ stack: 'x'.repeat(maxLineBytes) }, 'broken');
  const { lines } = await log.read();
  expect(lines).toMatchObject([
    { level: 'error', message: expect.stringMatching(/^a line of \d+ bytes was not kept$/) },
  ]);
});

test('the files are for their owner alone, and before it is opened nothing is kept', async () => {
  await using log = await opened();
  const early = new KeptLog(small);
  pino({}, early).info('too early');
  log.log.info('one');
  const [name = ''] = readdirSync(log.folder);
  expect(statSync(join(log.folder, name)).mode & 0o077).toBe(0);
  expect(readFileSync(join(log.folder, name), 'utf8')).not.toContain('too early');
  expect(early.end).toBe(0);
});
