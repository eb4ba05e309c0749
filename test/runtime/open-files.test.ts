import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const program = fileURLToPath(new URL('./programs/note-open-files.ts', import.meta.url));

function saidWith(limit: number): string {
  const script = `ulimit -Sn ${limit} && ulimit -Hn ${limit} && exec "$0" "$1"`;
  return spawnSync('sh', ['-c', script, process.execPath, program], { encoding: 'utf8' }).stderr;
}

test('a process that may open few files says how many, once, and one that may open enough says nothing', () => {
  const lines = saidWith(900).trimEnd().split('\n');
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ limit: 900, msg: expect.stringContaining('LimitNOFILE=') });
  expect(saidWith(4096)).toBe('');
});
