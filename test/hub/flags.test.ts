import { expect, test } from 'vitest';
import { chooseAction } from '../../hub/client/choose.ts';
import { hubSettings } from '../../hub/flags.ts';
import { parseTime } from '../../src/runtime/point-in-time.ts';
import { readSettings } from '../../src/runtime/settings.ts';

function choose(argv: readonly string[], env: Record<string, string> = {}) {
  const read = readSettings(hubSettings, { argv, env });
  if (read.kind !== 'run') throw new Error(read.kind);
  return chooseAction(read.values, read.sources);
}

test.each([
  { args: ['--from', 'fs1:/a'], says: '--from needs --to' },
  { args: ['--to', 'fs1:/a'], says: '--to goes with --from' },
  { args: ['--streams-of', 'T-42'], says: 'write ID=N, for example T-42=4' },
  { args: ['--streams-of', 'T-42=many'], says: "'many' is not a number of streams: write auto, or 1 to 16" },
  { args: ['--bwlimit-of', 'T-42'], says: 'write ID=RATE, for example T-42=20M' },
  { args: ['--bwlimit-of', 'T-42=fast'], says: "'fast' is not a rate" },
  { args: ['--bwlimit-of', 'T-42=8,20M'], says: "'8,20M' is not a timetable entry" },
  { args: ['--priority-of', 'T-42'], says: 'write ID=PRIORITY, for example T-42=high' },
  { args: ['--priority-of', 'T-42=urgent'], says: 'low, normal, high' },
  { args: ['--list', '--at', '+2h'], says: '--at goes with --from' },
  { args: ['--from', 'fs1:/a', '--to', 'fs2:/b', '--priority', 'urgent'], says: 'low, normal, high' },
  { args: ['--from', 'fs1:/a', '--to', 'fs2:/b', '--at', 'soon'], says: "'soon' is not a start time; write 22:00" },
  { args: ['--from', 'fs1:/a', '--to', 'fs2:/b', '--at', '2020-01-01T00:00'], says: 'has gone by' },
  { args: ['--list', '--nodes'], says: '--list and --nodes cannot be given together' },
  { args: ['--list', '--dry-run'], says: '--dry-run goes with --from' },
  { args: ['--from', 'fs1:/a', '--to', 'fs2:/b', '--dry-run', '--wait'], says: 'leave out --wait' },
  { args: ['--show', '42'], says: 'T-42' },
  { args: ['--invite', 'node'], says: '--name' },
  { args: ['--invite', 'robot', '--name', 'x'], says: 'node, user' },
  { args: ['--nodes', '--bwlimit', '5M'], says: '--bwlimit goes with --from' },
  { args: ['--list', '--status', 'failed'], says: '--status goes with --files' },
  { args: ['--audit', '--since', 'yesterday'], says: 'not a time' },
  { args: ['--list', '--who', 'user:ana'], says: '--who goes with --audit' },
  { args: ['--audit', '--result', 'failure'], says: 'ok, denied, failed' },
  { args: ['--list', '--grep', 'x'], says: '--grep goes with --audit or --logs' },
  { args: ['--audit', '--follow'], says: '--follow goes with --logs' },
  { args: ['--api-key', 'ci', '--scopes', 'look,write'], says: "'write' is no scope" },
  { args: ['--api-key', 'ci', '--expires', 'soon'], says: 'write 90d, 12h or never' },
  { args: ['--invite', 'user', '--name', 'x', '--expires', '1d'], says: '--expires goes with --api-key' },
  { args: ['--from', 'fs1:/a', '--to', 'fs2:/b', '--block-size', '1G'], says: '64K to 64M' },
  { args: ['--from', 'fs1:/a', '--to', 'fs2:/b', '--checksum', 'crc32'], says: 'blake3' },
  { args: ['--from', 'fs1:/a', '--to', 'fs2:/b', '--links', 'follow'], says: 'keep, skip' },
  { args: ['--list', '--exclude', '*.tmp'], says: '--exclude goes with --from' },
  { args: ['--list', '--max-delete', '5'], says: '--max-delete goes with --from' },
  { args: ['--listen', '7400'], says: 'HOST:PORT' },
  { args: ['--hub', 'hub.example.org'], says: 'HOST:PORT' },
  { args: ['--json'], says: 'an action' },
  { args: ['--list', '--set', 'a=b'], says: '--set goes with --template' },
  { args: ['extra'], says: 'one argument too many' },
])('$args is wrong usage', ({ args, says }) => {
  expect(() => choose(args)).toThrow(
    expect.objectContaining({ code: 'usage', message: expect.stringContaining(says) }),
  );
});

test('without an action the hub is run', () => {
  expect(choose(['--listen', '0.0.0.0:7400'])).toBeUndefined();
});

test('what the environment sets for transfers is a default and no mistake', () => {
  expect(choose(['--list'], { LONGHAUL_BWLIMIT: '20M' })).toBeTypeOf('function');
});

test.each([
  { text: '90s', time: 10_000_000 - 90_000 },
  { text: '2h', time: 10_000_000 - 7_200_000 },
  { text: '2026-11-21T08:00:00Z', time: Date.UTC(2026, 10, 21, 8) },
  { text: '2026-11-21', time: Date.parse('2026-11-21') },
])('$text is a time', ({ text, time }) => {
  expect(parseTime(text, 10_000_000)).toBe(time);
});

test('a key in the place of its name is not shown', () => {
  const key = `lh_${'0123456789abcdef'}_${'0123456789abcdef'.repeat(4)}`;
  const say = expect.objectContaining({ code: 'usage', message: expect.not.stringContaining('9abcdef') });
  expect(() => choose([], { LONGHAUL_API_KEY: key })).toThrow(say);
});
