/** Sockets, pipes and devices: named, never opened. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import type { RunEvent } from '../../../src/engine/run/run-event.ts';
import { type TemporaryFolder, temporaryFolder } from '../temporary-folder.ts';
import { makeTree, readTree } from '../tree.ts';
import { auditLines, run, start } from './run.ts';

const makePipe = (path: string) => execFileSync('/usr/bin/mkfifo', [path]);

/** Of which the account may make some: a device needs root, and a container may refuse even that. */
async function makeSpecialFiles(place: TemporaryFolder): Promise<AsyncDisposable & { readonly names: string[] }> {
  const names = ['pipe', 'socket'];
  makePipe(place.at('source/pipe'));
  const server = createServer().listen(place.at('source/socket'));
  await once(server, 'listening');
  try {
    execFileSync('/usr/bin/mknod', [place.at('source/device'), 'c', '1', '5'], { stdio: 'ignore' });
    names.unshift('device');
  } catch {}
  return {
    names,
    [Symbol.asyncDispose]: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}

const findings = (events: readonly RunEvent[]) =>
  events.flatMap((event) => (event.kind === 'finding' ? [[event.path, event.reason.code]] : []));

test('each is a finding and a line of the audit log, whatever else there is is copied, and a second run says the same', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { a: 'a', z: 'z' });
  await using special = await makeSpecialFiles(place);
  for (const copied of [2, 0]) {
    const events: RunEvent[] = [];
    const summary = await run(place, { onEvent: (event) => events.push(event) });
    expect(summary).toMatchObject({ copied: { files: copied }, failed: { files: 0 } });
    expect(summary.leftOut).toEqual({ links: 0, special: special.names.length });
    expect(findings(events)).toEqual(special.names.map((name) => [name, 'not-regular']));
  }
  const named = auditLines(place).filter(({ error }) => error?.code === 'not-regular');
  expect(named.map(({ source }) => source)).toEqual(
    [...special.names, ...special.names].map((name) => place.at('source', name)),
  );
  expect(Object.keys(readTree(place.at('destination')))).toEqual(['a', 'z']);
});

test('who waits at a pipe for somebody to read waits on', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { a: 'a' });
  makePipe(place.at('source/pipe'));
  const writer = spawn('/bin/sh', ['-c', `echo text > '${place.at('source/pipe')}'`]);
  const ended = once(writer, 'exit');
  await run(place);
  // Whoever reads now gets what was meant for them.
  expect(execFileSync('/usr/bin/head', ['-1', place.at('source/pipe')], { encoding: 'utf8' })).toBe('text\n');
  expect(await ended).toEqual([0, null]);
});

test('a mirror removes those that only the destination has, and replaces one by a file', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { name: 'text', other: '' });
  makeTree(place.at('destination'), { 'other': '', 'below/': '' });
  for (const name of ['name', 'below/pipe']) makePipe(place.at('destination', name));
  const mirror = { deleteExtras: true, maxDelete: { kind: 'share', share: 1 } } as const;
  expect(await run(place, mirror)).toMatchObject({ deleted: { files: 1 }, failed: { files: 0 } });
  const there = readTree(place.at('destination'));
  expect(Object.entries(there).map(([path, { kind, content }]) => [path, kind, content])).toEqual([
    ['name', 'file', 'text'],
    ['other', 'file', ''],
  ]);
});

test('a pipe that took the place of a file since the scan fails by name and holds nobody up', async () => {
  using place = temporaryFolder();
  // Large ones keep both threads busy until the stop.
  const large = Buffer.alloc(4 * 1024 * 1024);
  makeTree(place.at('source'), { 'big': large, 'bigger': large, 'small': 'text', 'z': 'z' });
  const first = start(place, {
    bwlimit: 64 * 1024,
    onEvent: (event) => event.kind === 'phase' && event.phase === 'transferring' && void first[Symbol.asyncDispose](),
  });
  await expect(first.ended).rejects.toMatchObject({ code: 'interrupted' });
  for (const name of ['big', 'bigger', 'small']) {
    rmSync(place.at('source', name));
    makePipe(place.at('source', name));
  }
  const events: RunEvent[] = [];
  expect(await run(place, { onEvent: (event) => events.push(event) })).toMatchObject({ failed: { files: 3 } });
  expect(events).toContainEqual(expect.objectContaining({ kind: 'resuming' }));
  expect(events).toContainEqual(
    expect.objectContaining({
      kind: 'file-failed',
      path: 'small',
      reason: expect.objectContaining({ code: 'not-regular' }),
    }),
  );
  expect(readTree(place.at('destination'))['z']?.content).toBe('z');
});
