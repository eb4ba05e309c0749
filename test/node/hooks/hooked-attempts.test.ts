/** Real programs around attempts whose own work is scripted. */
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { type Hooks, parseHook } from '../../../node/hooks/hook.ts';
import { hookedAttempts } from '../../../node/hooks/hooked-attempts.ts';
import { openRoots } from '../../../node/roots.ts';
import type { AttemptEnd, AttemptHands, AttemptOptions } from '../../../node/runs/attempt.ts';
import { TransferOrder } from '../../../src/model/transfer.ts';
import { type TemporaryFolder, temporaryFolder } from '../../engine/temporary-folder.ts';
import { until } from '../../harness/until.ts';
import { totals } from '../runs/scripted-attempts.ts';

const done: AttemptEnd = { kind: 'done', totals };

function program(folder: TemporaryFolder, name: string, script: string): string {
  const path = folder.at(name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

interface Around {
  readonly before?: readonly string[];
  readonly after?: readonly string[];
  readonly timeoutSeconds?: number;
  readonly work?: (options: AttemptOptions) => Promise<AttemptEnd>;
  readonly signal?: AbortSignal;
  readonly onStarted?: (hands: AttemptHands) => void;
}

/** One attempt of a transfer from `root` of fs1 to fs2, with what became of it. */
async function attempt(folder: TemporaryFolder, around: Around) {
  const roots = openRoots([{ path: folder.path, isReadOnly: false }]);
  const order = TransferOrder.parse({
    id: 'T-7',
    name: 'dailies\n',
    source: { node: 'fs1', path: folder.at('root/a') },
    destination: { node: 'fs2', path: '/b' },
    options: {},
    createdBy: 'user:admin',
    createdAt: 1,
    peer: { node: 'fs2', address: '127.0.0.1:1', grant: 'grant' },
  });
  const found: { path: string; code: string; message: string }[] = [];
  const logged: { output?: string[] }[] = [];
  const made: AttemptOptions[] = [];
  const hooks: Hooks = {
    before: (around.before ?? []).map(parseHook),
    after: (around.after ?? []).map(parseHook),
    timeoutSeconds: around.timeoutSeconds ?? 600,
  };
  const run = hookedAttempts(
    async (options) => {
      made.push(options);
      return around.work === undefined ? done : await around.work(options);
    },
    { hooks, log: pino({}, { write: (line) => logged.push(JSON.parse(line)) }) },
  );
  const end = await run({
    order,
    source: { kind: 'folder', path: roots.resolve(folder.at('root/a'), 'read') },
    destination: undefined,
    partialDir: undefined,
    backlogFile: folder.at('backlog.db'),
    observer: {
      onStarted: around.onStarted ?? (() => {}),
      onPhase: () => {},
      onWaiting: () => {},
      onProgress: () => {},
      onFileFailed: () => {},
      onFinding: (finding) => found.push(finding),
    },
    signal: around.signal ?? new AbortController().signal,
  });
  return { end, found, made, said: logged.flatMap(({ output = [] }) => output) };
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('hooks', () => {
  test('run in their order around an attempt, and know of the transfer by their environment alone', async () => {
    using folder = temporaryFolder();
    process.env['LONGHAUL_SECRET'] = 'x';
    const log = folder.at('log');
    const tell = (name: string) => program(folder, name, `echo "${name} $# $(pwd)" >> ${log}; env | sort >> ${log}`);
    await attempt(folder, {
      before: [program(folder, 'first', `echo first >> ${log}`), tell('second')],
      work: async () => {
        writeFileSync(log, 'the transfer\n', { flag: 'a' });
        return done;
      },
      after: [tell('last')],
    });
    delete process.env['LONGHAUL_SECRET'];
    const lines = readFileSync(log, 'utf8').replaceAll(folder.path, 'HERE').trimEnd().split('\n');
    const place = ['LONGHAUL_FROM=fs1:HERE/root/a'];
    const about = ['LONGHAUL_TO=fs2:/b', 'LONGHAUL_TRANSFER=T-7'];
    expect(lines.filter((line) => !/^(PATH|LANG|PWD|OLDPWD|SHLVL|_)=/.test(line))).toEqual([
      'first',
      'second 0 /',
      ...[...place, 'LONGHAUL_HOOK=before', 'LONGHAUL_NAME=dailies\\x0a', 'LONGHAUL_STATE=starting', ...about],
      'the transfer',
      'last 0 /',
      ...['LONGHAUL_BYTES=5', 'LONGHAUL_FAILED=0', 'LONGHAUL_FILES=1', ...place, 'LONGHAUL_HOOK=after'],
      ...['LONGHAUL_NAME=dailies\\x0a', 'LONGHAUL_STATE=completed', ...about],
    ]);
  });

  test.each([
    ['exit 3', 'hook-failed', false, 'ended with 3: no such snapshot', 'failed hook-failed'],
    ['exit 75', 'hook-postponed', true, 'asks to try again later: no such snapshot', 'waiting hook-postponed'],
    ['kill -9 $$', 'hook-failed', false, 'ended with SIGKILL: no such snapshot', 'failed hook-failed'],
  ])('before one that does %s the transfer does not begin, and those after it know why', async (how, ...expected) => {
    using folder = temporaryFolder();
    const [code, isRetryable, says, state] = expected;
    const before = [program(folder, 'before', `echo looking; echo no such snapshot >&2; ${how}`), folder.at('never')];
    const after = [program(folder, 'after', `echo $LONGHAUL_STATE $LONGHAUL_REASON > ${folder.at('state')}`)];
    const { end, made, said } = await attempt(folder, { before, after });
    expect(end).toMatchObject({ kind: 'fault', isRetryable, reason: { code, message: expect.stringContaining(says) } });
    expect(made).toEqual([]);
    expect(said.sort()).toEqual(['looking', 'no such snapshot']);
    expect(readFileSync(folder.at('state'), 'utf8')).toBe(`${state}\n`);
  });

  test('one that fails after a transfer is something to know of it, and the others run all the same', async () => {
    using folder = temporaryFolder();
    const after = [program(folder, 'fails', 'exit 1'), program(folder, 'runs', `touch ${folder.at('ran')}`)];
    const { end, found } = await attempt(folder, { after });
    expect(end).toEqual(done);
    const message = `${folder.at('fails')} ended with 1`;
    expect(found).toEqual([{ path: folder.at('fails'), code: 'hook-failed', message }]);
    expect(existsSync(folder.at('ran'))).toBe(true);
  });

  test('one that is not there, or is no program, is named', async () => {
    using folder = temporaryFolder();
    writeFileSync(folder.at('text'), 'text');
    for (const [name, code] of [
      ['missing', 'ENOENT'],
      ['text', 'EACCES'],
    ] as const) {
      const { end } = await attempt(folder, { before: [folder.at(name)] });
      const reason = { code: 'hook-failed', message: `${folder.at(name)} cannot be started (${code})` };
      expect(end).toMatchObject({ kind: 'fault', isRetryable: false, reason });
    }
  });

  const sleeper = (folder: TemporaryFolder) =>
    program(
      folder,
      'sleeper',
      `trap '' TERM; sleep 1000 & echo $! > ${folder.at('new')}; mv ${folder.at('new')} ${folder.at('pid')}; wait; wait`,
    );
  const pidOf = (folder: TemporaryFolder) => Number(readFileSync(folder.at('pid'), 'utf8'));

  test('what takes too long is ended with all that it has started', async () => {
    using folder = temporaryFolder();
    const { end } = await attempt(folder, { before: [sleeper(folder)], timeoutSeconds: 1 });
    expect(end).toMatchObject({
      reason: { code: 'hook-failed', message: expect.stringContaining('did not end within 1 s') },
    });
    await until(() => !isAlive(pidOf(folder)));
  });

  test('a transfer that is stopped ends its hook, and the ones after it still run', async () => {
    using folder = temporaryFolder();
    const stop = new AbortController();
    const after = [program(folder, 'after', `echo $LONGHAUL_STATE > ${folder.at('state')}`)];
    const ended = attempt(folder, { before: [sleeper(folder)], after, signal: stop.signal });
    await until(() => existsSync(folder.at('pid')));
    stop.abort();
    const { end, made } = await ended;
    expect([end, made]).toEqual([{ kind: 'stopped' }, []]);
    await until(() => !isAlive(pidOf(folder)));
    expect(readFileSync(folder.at('state'), 'utf8')).toBe('stopped\n');
  });

  test('those of a folder run for transfers from or to it or what is in it, and for no others', async () => {
    using folder = temporaryFolder();
    const mark = (name: string) => program(folder, name, `touch ${folder.at(`${name}-ran`)}`);
    const of = (path: string, name: string) => `${folder.at(path)}=${mark(name)}`;
    await attempt(folder, {
      before: [of('root', 'in'), of('root/a', 'itself'), of('roo', 'beside'), of('root/a/b', 'below')],
    });
    expect(['in', 'itself', 'beside', 'below'].map((name) => existsSync(folder.at(`${name}-ran`)))).toEqual([
      ...[true, true, false, false],
    ]);
  });

  test('a limit that is set while one runs holds for the transfer that it runs before', async () => {
    using folder = temporaryFolder();
    const go = folder.at('go');
    const before = [program(folder, 'waits', `touch ${folder.at('runs')}; while [ ! -e ${go} ]; do sleep 0.01; done`)];
    let hands: AttemptHands | undefined;
    const ended = attempt(folder, { before, onStarted: (given) => (hands = given) });
    await until(() => existsSync(folder.at('runs')));
    hands?.setLimit(1000);
    hands?.setStreams(3);
    hands?.setGrant('newer');
    writeFileSync(go, '');
    const { made } = await ended;
    expect(made[0]?.order).toMatchObject({ options: { bwlimit: 1000, streams: 3 }, peer: { grant: 'newer' } });
  });
});
