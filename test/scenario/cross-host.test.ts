import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../engine/temporary-folder.ts';
import { RunningFleet } from '../harness/running-fleet.ts';
import { digests, inventory, makeSampleTree, wrongFiles } from '../harness/sample-tree.ts';
import { until } from '../harness/until.ts';

const megabyte = 1024 * 1024;

function auditEvents(fleet: RunningFleet, node: string): { event: string }[] {
  const file = join(fleet.data(node), 'audit.jsonl');
  return existsSync(file)
    ? readFileSync(file, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line))
    : [];
}

describe('a transfer between two servers', () => {
  it('ends with equal trees, and a second one moves nothing', async () => {
    using folder = temporaryFolder();
    await using fleet = await RunningFleet.start({ folder: folder.path, nodes: ['fs1', 'fs2'] });
    const [source, target] = [join(fleet.root('fs1'), 'data'), join(fleet.root('fs2'), 'copy')];
    makeSampleTree({ path: source, smallFiles: 300, largeFiles: [12 * megabyte, megabyte] });

    const rootsBefore = readdirSync(fleet.root('fs2'));
    const plan = await fleet.hub('--from', `fs1:${source}`, '--to', `fs2:${target}`, '--dry-run', '--json');
    expect(plan, plan.stderr).toMatchObject({ code: 0, stderr: '' });
    expect(readdirSync(fleet.root('fs2'))).toEqual(rootsBefore);

    const first = await fleet.hub('--from', `fs1:${source}`, '--to', `fs2:${target}`, '--wait');
    expect(first, first.stderr).toMatchObject({ code: 0 });
    expect(inventory(target)).toEqual(inventory(source));
    expect((await fleet.transfer('T-1')).totals?.copied).toEqual(JSON.parse(plan.stdout).copy);
    const files = digests(source).size;
    expect(auditEvents(fleet, 'fs1').filter(({ event }) => event === 'synced').length).toBeGreaterThanOrEqual(files);
    expect(auditEvents(fleet, 'fs2').length).toBeGreaterThanOrEqual(files);

    const before = inventory(target);
    const second = await fleet.hub('--from', `fs1:${source}/`, '--to', `fs2:/${target}/`, '--wait');
    expect(second, second.stderr).toMatchObject({ code: 0 });
    expect(inventory(target)).toEqual(before);
    expect((await fleet.transfer('T-2')).totals?.copied.files).toBe(0);
  });

  it('within one server copies too, and shows the files of a transfer', async () => {
    using folder = temporaryFolder();
    await using fleet = await RunningFleet.start({ folder: folder.path, nodes: ['fs1'] });
    const [source, target] = [join(fleet.root('fs1'), 'data'), join(fleet.root('fs1'), 'copy')];
    makeSampleTree({ path: source, smallFiles: 20, largeFiles: [megabyte] });
    const end = await fleet.hub('--from', `fs1:${source}`, '--to', `fs1:${target}`, '--wait');
    expect(end, end.stderr).toMatchObject({ code: 0 });
    expect(inventory(target)).toEqual(inventory(source));
    const listed = await fleet.hub('--files', 'T-1', '--json');
    expect(
      listed.stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).status),
    ).toContain('synced');
  });

  it('names at the hub what failed and what was noticed, folders too', async () => {
    using folder = temporaryFolder();
    await using fleet = await RunningFleet.start({ folder: folder.path, nodes: ['fs1', 'fs2'] });
    const [source, target] = [join(fleet.root('fs1'), 'data'), join(fleet.root('fs2'), 'copy')];
    mkdirSync(join(source, 'crowded'), { recursive: true });
    mkdirSync(join(target, 'taken'), { recursive: true });
    execFileSync('mkfifo', [join(source, 'pipe')]);
    writeFileSync(join(source, 'taken'), 'a file here, a folder there');
    writeFileSync(join(target, 'crowded'), 'a folder here, a file there');
    const end = await fleet.hub('--from', `fs1:${source}`, '--to', `fs2:${target}`, '--wait');
    expect(end.code, end.stderr).toBe(1);
    const { state, findings } = await fleet.transfer('T-1');
    expect({ state, findings }).toEqual({
      state: { kind: 'completed-with-errors', failedFiles: 2 },
      findings: { 'name-clash': 2, 'not-regular': 1 },
    });
    const shown = await fleet.hub('--show', 'T-1');
    expect(shown.stdout).toMatch(/^noted +3: name-clash 2, not-regular 1$/m);
    expect(shown.stdout).toMatch(/^noted {2}pipe is a socket, pipe or device \(not-regular\)$/m);
    for (const name of ['taken', 'crowded']) {
      expect(end.stderr).toContain(name);
      expect(shown.stdout).toMatch(new RegExp(`^failed {2}.*${name}`, 'm'));
    }
    const listed = await fleet.hub('--files', 'T-1', '--status', 'noted', '--json');
    expect(
      listed.stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).error.code)
        .sort(),
    ).toEqual(['name-clash', 'name-clash', 'not-regular']);
  });

  it('never begins outside the roots of either server', async () => {
    using folder = temporaryFolder();
    await using fleet = await RunningFleet.start({ folder: folder.path, nodes: ['fs1', 'fs2'] });
    writeFileSync(join(fleet.root('fs1'), 'file'), 'x');
    const fromOutside = await fleet.hub('--from', 'fs1:/etc', '--to', `fs2:${fleet.root('fs2')}/etc`, '--wait');
    expect(fromOutside).toMatchObject({ code: 3, stderr: expect.stringContaining('outside-root') });
    const toOutside = await fleet.hub(
      '--from',
      `fs1:${fleet.root('fs1')}`,
      '--to',
      `fs2:${folder.at('elsewhere')}`,
      '--wait',
    );
    expect(toOutside).toMatchObject({ code: 3, stderr: expect.stringContaining('outside-root') });
    expect(existsSync(folder.at('elsewhere'))).toBe(false);
    expect(readdirSync(fleet.root('fs2'))).toEqual([]);
  });

  it('pauses, resumes and is cancelled', async () => {
    using folder = temporaryFolder();
    await using fleet = await RunningFleet.start({ folder: folder.path, nodes: ['fs1', 'fs2'] });
    const [source, target] = [join(fleet.root('fs1'), 'data'), join(fleet.root('fs2'), 'copy')];
    makeSampleTree({ path: source, smallFiles: 50, largeFiles: Array.from({ length: 30 }, () => megabyte) });
    const id = (await fleet.hub('--from', `fs1:${source}`, '--to', `fs2:${target}`, '--bwlimit', '4M')).stdout.trim();
    const state = async (): Promise<string> => (await fleet.transfer(id)).state.kind;
    await until(() => existsSync(target) && digests(target).size > 0);
    expect(await fleet.hub('--pause', id)).toMatchObject({ code: 0 });
    await until(async () => (await state()) === 'paused');
    const paused = digests(target).size;
    expect(await fleet.hub('--resume', id)).toMatchObject({ code: 0 });
    await until(() => digests(target).size > paused);
    expect(await fleet.hub('--cancel', id)).toMatchObject({ code: 0 });
    await until(async () => (await state()) === 'cancelled');
    expect(wrongFiles(digests(source), target)).toEqual([]);
  });

  it('takes another limit and number of streams while it runs, and keeps them over a restart of its node', async () => {
    using folder = temporaryFolder();
    await using fleet = await RunningFleet.start({ folder: folder.path, nodes: ['fs1', 'fs2'] });
    const [source, target] = [join(fleet.root('fs1'), 'data'), join(fleet.root('fs2'), 'copy')];
    makeSampleTree({ path: source, smallFiles: 10, largeFiles: Array.from({ length: 60 }, () => megabyte) });
    const id = (await fleet.hub('--from', `fs1:${source}`, '--to', `fs2:${target}`, '--bwlimit', '100K')).stdout.trim();
    await until(() => existsSync(target));
    // At the old limit it would take ten minutes.
    expect(await fleet.hub('--bwlimit-of', `${id}=4M`)).toMatchObject({ code: 0 });
    expect(await fleet.hub('--streams-of', `${id}=3`)).toMatchObject({ code: 0 });
    await until(async () => (await fleet.transfer(id)).progress?.streams === 3, { what: 'two more connections' });
    await until(() => digests(target).size > 5);
    expect(await fleet.process('fs1').end('SIGTERM')).toBe(0);
    fleet.startNode('fs1');
    await until(async () => (await fleet.transfer(id)).progress?.streams === 3, { what: 'as many connections again' });
    expect((await fleet.transfer(id)).options).toMatchObject({ bwlimit: 4 * 1024 * 1024, streams: 3 });
    // The rest of it would take a quarter of a minute.
    expect(await fleet.hub('--bwlimit-of', `${id}=off`)).toMatchObject({ code: 0 });
    await until(() => fleet.hasEnded(id), { what: 'the end' });
    expect(inventory(target)).toEqual(inventory(source));
  });

  it('finishes with the hub killed after the first file, and the hub that comes back lists it as completed', async () => {
    using folder = temporaryFolder();
    await using fleet = await RunningFleet.start({ folder: folder.path, nodes: ['fs1', 'fs2'] });
    const [source, target] = [join(fleet.root('fs1'), 'data'), join(fleet.root('fs2'), 'copy')];
    makeSampleTree({ path: source, smallFiles: 100, largeFiles: Array.from({ length: 10 }, () => megabyte) });
    const id = (await fleet.hub('--from', `fs1:${source}`, '--to', `fs2:${target}`, '--bwlimit', '4M')).stdout.trim();
    await until(() => existsSync(target) && digests(target).size > 0);
    await fleet.process('hub').end('SIGKILL');
    await until(() => digests(target).size === digests(source).size, {
      what: 'all files there without a hub',
      withinMs: 60_000,
    });
    await fleet.startHub();
    await until(() => fleet.hasEnded(id), { what: 'the hub knows the end', withinMs: 60_000 });
    expect((await fleet.transfer(id)).state).toEqual({ kind: 'completed' });
    expect(inventory(target)).toEqual(inventory(source));
  });

  it('says that a node is stopped in time, and goes on when it is started again', async () => {
    using folder = temporaryFolder();
    await using fleet = await RunningFleet.start({ folder: folder.path, nodes: ['fs1', 'fs2'] });
    const [source, target] = [join(fleet.root('fs1'), 'data'), join(fleet.root('fs2'), 'copy')];
    makeSampleTree({ path: source, smallFiles: 50, largeFiles: Array.from({ length: 10 }, () => megabyte) });
    const id = (await fleet.hub('--from', `fs1:${source}`, '--to', `fs2:${target}`, '--bwlimit', '4M')).stdout.trim();
    await until(() => existsSync(target) && digests(target).size > 0);
    expect(await fleet.process('fs1').end('SIGTERM')).toBe(0);
    // fs2 removes what was under way once it sees that fs1 is gone.
    await until(() => readdirSync(target, { recursive: true }).every((name) => !String(name).endsWith('.partial')));
    fleet.startNode('fs1');
    await until(() => fleet.hasEnded(id), { withinMs: 60_000 });
    expect((await fleet.transfer(id)).state).toEqual({ kind: 'completed' });
    expect(inventory(target)).toEqual(inventory(source));
    rmSync(target, { recursive: true });
  });
});
