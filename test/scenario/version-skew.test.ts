import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TemporaryFolder, temporaryFolder } from '../engine/temporary-folder.ts';
import { unpackOldRelease } from '../harness/old-release.ts';
import { RunningFleet } from '../harness/running-fleet.ts';
import type { ProgramEnd } from '../harness/running-program.ts';
import { digests, inventory, makeSampleTree } from '../harness/sample-tree.ts';
import { until } from '../harness/until.ts';

const megabyte = 1024 * 1024;
let unpacked: TemporaryFolder;
let old: string;

beforeAll(() => {
  unpacked = temporaryFolder();
  old = unpackOldRelease(unpacked.path);
});
afterAll(() => unpacked[Symbol.dispose]());

/** What a script sees when the older side cannot do what it asked for. */
function expectTooOld({ code, stderr }: ProgramEnd, words: string): void {
  expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining(words) });
  expect(stderr).toContain('version-mismatch');
}

describe('one minor version apart', () => {
  it('a node of 0.1.0 beside one of today, at a hub of today, sends and receives, and does nothing that it does not understand', async () => {
    using folder = temporaryFolder();
    await using fleet = await RunningFleet.start({
      folder: folder.path,
      nodes: ['new', 'old'],
      releases: { old },
    });
    const [source, copy, back] = [
      join(fleet.root('new'), 'data'),
      join(fleet.root('old'), 'copy'),
      join(fleet.root('new'), 'back'),
    ];
    makeSampleTree({ path: source, smallFiles: 50, largeFiles: [2 * megabyte] });
    const way = ['--from', `new:${source}`, '--to', `old:${copy}`];
    const wayBack = ['--from', `old:${copy}`, '--to', `new:${back}`];

    const there = await fleet.hub(...way, '--delete-extras', '--wait');
    expect(there, there.stderr).toMatchObject({ code: 0 });
    expect(inventory(copy)).toEqual(inventory(source));
    // What it is to leave out is decided by the sender, which is new enough.
    writeFileSync(join(source, 'left.out'), 'x');
    const filtered = await fleet.hub(...way, '--exclude', 'left.out', '--wait');
    expect(filtered, filtered.stderr).toMatchObject({ code: 0 });
    expect(existsSync(join(copy, 'left.out'))).toBe(false);

    expectTooOld(await fleet.hub(...wayBack, '--exclude', '*', '--wait'), 'old is too old for filters');
    expectTooOld(
      await fleet.hub(...wayBack, '--verify', '--retries', '9', '--wait'),
      'too old for --verify, --retries',
    );
    expectTooOld(
      await fleet.hub(...wayBack, '--bwlimit', '08:00,1M 18:00,off', '--wait'),
      'old is too old for a timetable as --bwlimit',
    );
    expect(existsSync(back)).toBe(false);
    expectTooOld(await fleet.hub(...way, '--verify', '--rescan', '--wait'), 'old is too old for --verify');
    expectTooOld(await fleet.hub(...way, '--dry-run'), 'old cannot say what a transfer would do');
    expectTooOld(await fleet.hub(...wayBack, '--dry-run'), "node 0.1.0 is too old for 'make-plan'");
    expectTooOld(await fleet.hub('--logs', 'old'), "node 0.1.0 is too old for 'read-log'");

    // Its source reads for each of them, as for any transfer.
    const parts = [join(fleet.root('new'), 'part'), join(fleet.root('old'), 'part')] as const;
    const several = ['--from', `old:${copy}`, '--to', `new:${parts[0]}`, '--to', `old:${parts[1]}`];
    const fannedOut = await fleet.hub(...several, '--wait');
    expect(fannedOut, fannedOut.stderr).toMatchObject({ code: 0 });
    for (const part of parts) expect(inventory(part)).toEqual(inventory(copy));

    const id = (await fleet.hub(...wayBack, '--bwlimit', '1M')).stdout.trim();
    await until(() => existsSync(back));
    expectTooOld(await fleet.hub('--bwlimit-of', `${id}=off`), "node 0.1.0 is too old for 'limit-transfer'");
    await until(() => fleet.hasEnded(id), { what: 'the end', withinMs: 60_000 });
    expect((await fleet.transfer(id)).state).toEqual({ kind: 'completed' });
    expect(inventory(back)).toEqual(inventory(copy));
  });

  it('nodes and scripts of today work at a hub of 0.1.0, but for what it does not understand', async () => {
    using folder = temporaryFolder();
    await using fleet = await RunningFleet.start({
      folder: folder.path,
      nodes: ['fs1', 'fs2'],
      releases: { hub: old },
    });
    const [source, copy] = [join(fleet.root('fs1'), 'data'), join(fleet.root('fs2'), 'copy')];
    makeSampleTree({ path: source, smallFiles: 20, largeFiles: [megabyte] });
    const way = ['--from', `fs1:${source}`, '--to', `fs2:${copy}`];
    expectTooOld(await fleet.hub(...way, '--exclude', '*', '--wait'), 'the hub is too old for filters');
    expectTooOld(
      await fleet.hub(...way, '--priority', 'high', '--at', '+1h'),
      'the hub is too old for --priority, --at',
    );
    expectTooOld(await fleet.hub(...way, '--dry-run'), "hub 0.1.0 is too old for 'plan-transfer'");
    expectTooOld(await fleet.hub(...way, '--to', `fs2:${copy}2`), 'the hub is too old for several --to');
    expectTooOld(await fleet.hub('--revoke', 'fs2'), "hub 0.1.0 is too old for 'revoke'");
    expect(readdirSync(fleet.root('fs2'))).toEqual([]);
    const plain = await fleet.hub(...way, '--wait');
    expect(plain, plain.stderr).toMatchObject({ code: 0 });
    expect(inventory(copy)).toEqual(inventory(source));
  });

  it('a fleet of 0.1.0 is upgraded one program after the other, the hub first, under a transfer that runs', async () => {
    using folder = temporaryFolder();
    await using fleet = await RunningFleet.start({
      folder: folder.path,
      nodes: ['fs1', 'fs2'],
      releases: { hub: old, fs1: old, fs2: old },
    });
    const [source, target] = [join(fleet.root('fs1'), 'data'), join(fleet.root('fs2'), 'copy')];
    makeSampleTree({ path: source, smallFiles: 50, largeFiles: Array.from({ length: 24 }, () => megabyte) });
    const id = (await fleet.hub('--from', `fs1:${source}`, '--to', `fs2:${target}`, '--bwlimit', '2M')).stdout.trim();
    await until(() => existsSync(target) && digests(target).size > 0);
    for (const name of ['hub', 'fs2', 'fs1']) {
      expect(await fleet.process(name).end('SIGTERM')).toBe(0);
      fleet.upgrade(name);
      if (name === 'hub') await fleet.startHub();
      else fleet.startNode(name);
      await fleet.online(2);
      expect(await fleet.hasEnded(id)).toBe(false);
    }
    // At the old limit it would be late.
    expect(await fleet.hub('--bwlimit-of', `${id}=off`)).toMatchObject({ code: 0 });
    await until(() => fleet.hasEnded(id), { what: 'the end', withinMs: 60_000 });
    expect((await fleet.transfer(id)).state).toEqual({ kind: 'completed' });
    expect(inventory(target)).toEqual(inventory(source));
  });
});
