import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

const log = new URL('../../src/runtime/log.ts', import.meta.url).href;

/** What a process writes to standard error: the log writes to file descriptor 2 itself. */
function logged(statements: string, level = 'info'): string {
  const script = `import { openLog } from '${log}'; const log = openLog({ name: 'test', level: '${level}' }); ${statements}`;
  return spawnSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' }).stderr;
}

test('a child carries its name and the level decides what is written', () => {
  const lines = logged(
    `const part = log.child({ part: 'uplink' }); part.info({ attempt: 2 }, 'dialled'); part.debug('no');`,
  );
  expect(lines.trimEnd().split('\n')).toHaveLength(1);
  expect(JSON.parse(lines)).toMatchObject({ name: 'test', part: 'uplink', attempt: 2, msg: 'dialled' });
});

test('a credential is never written, wherever it sits in what is logged', () => {
  const line = logged(`
    log.info({ token: 'S3CRET', join: { secret: 'S3CRET' }, request: { headers: { authorization: 'S3CRET' } } });
    log.child({ key: 'S3CRET' }).info({ user: { password: 'S3CRET' } });`);
  expect(line).toContain('[hidden]');
  expect(line).not.toContain('S3CRET');
});

test('no control character survives the way through JSON and back', () => {
  const line = logged(`log.info({ path: 'a\\u001b[2J\\r\\u202e\\u009b\\\\u001b\\\\' }, 'x\\u0007y');`);
  expect(JSON.parse(line)).toMatchObject({ path: 'a\\u001b[2J\\r\\u202e\\u009b\\u001b\\', msg: 'x\\u0007y' });
});
