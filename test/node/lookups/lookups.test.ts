import { Buffer } from 'node:buffer';
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rootLooks } from '../../../node/health/root-look.ts';
import { LookupDesk } from '../../../node/lookups/lookup-desk.ts';
import { Lookups } from '../../../node/lookups/lookups.ts';
import { openRoots } from '../../../node/roots.ts';
import { pathName } from '../../../src/model/path-text.ts';
import { temporaryFolder } from '../../engine/temporary-folder.ts';

function open(paths: readonly string[], { timeoutMs = 10_000, isReadOnly = false } = {}) {
  const roots = openRoots(paths.map((path) => ({ path, isReadOnly })));
  const desk = new LookupDesk({ timeoutMs });
  const lookups = new Lookups({ roots, lookAtRoots: rootLooks(roots.list), desk });
  const { signal } = new AbortController();
  return {
    browse: (path: string, offset = 0, limit = 1000) => lookups.browse({ path, offset, limit }, signal),
    listFiles: (backlogFile: string) => lookups.listFiles({ backlogFile, offset: 0, limit: 10 }, signal),
    [Symbol.asyncDispose]: () => desk[Symbol.asyncDispose](),
  };
}

describe('browsing a node', () => {
  it('lists the roots under /', async () => {
    using folder = temporaryFolder();
    for (const name of ['a', 'b']) mkdirSync(folder.at(name));
    await using node = open([folder.at('a'), folder.at('b')]);
    const page = await node.browse('/');
    expect(page).toMatchObject({
      path: '/',
      total: 2,
      entries: [{ name: folder.at('a'), kind: 'folder' }, { name: folder.at('b') }],
    });
    expect(page.entries[0]?.modifiedAt).toBeGreaterThan(0);
  });

  it('gives folders first, then the others by the bytes of their names, with kind, size and time', async () => {
    using folder = temporaryFolder();
    mkdirSync(folder.at('zoo'));
    writeFileSync(folder.at('ä'), '12345');
    utimesSync(folder.at('ä'), 1000, 1_700_000_000);
    writeFileSync(folder.at('Z'), '');
    symlinkSync('/etc', folder.at('link'));
    execFileSync('mkfifo', [folder.at('pipe')]);
    await using node = open([folder.path], { isReadOnly: true });
    const page = await node.browse(folder.path);
    expect(page.entries.map(({ name, kind }) => [name, kind])).toEqual([
      ['zoo', 'folder'],
      ['Z', 'file'],
      ['link', 'link'],
      ['pipe', 'other'],
      ['ä', 'file'],
    ]);
    expect(page.entries.at(-1)).toMatchObject({ sizeBytes: 5, modifiedAt: 1_700_000_000_000 });
    expect(page).toMatchObject({
      total: 5,
      isReadOnly: true,
      freeBytes: expect.any(Number),
      totalBytes: expect.any(Number),
    });
  });

  it('keeps names that are not valid UTF-8', async () => {
    using folder = temporaryFolder();
    const name = Buffer.from([0x61, 0xff, 0x0a]);
    writeFileSync(Buffer.concat([Buffer.from(`${folder.path}/`), name]), '');
    await using node = open([folder.path]);
    expect((await node.browse(folder.path)).entries[0]?.name).toEqual(pathName(name));
  });

  it('turns pages of a large folder without gap or repetition', async () => {
    using folder = temporaryFolder();
    const names = Array.from({ length: 2500 }, (_, index) => `f${String(index).padStart(5, '0')}`);
    for (const name of names) writeFileSync(folder.at(name), '');
    await using node = open([folder.path]);
    const seen: unknown[] = [];
    for (let offset = 0; offset < 2500; offset += 1000) {
      const page = await node.browse(folder.path, offset);
      expect(page.total).toBe(2500);
      seen.push(...page.entries.map(({ name }) => name));
    }
    expect(seen).toEqual(names);
  });

  it('shows a folder as it is now on the first page', async () => {
    using folder = temporaryFolder();
    await using node = open([folder.path]);
    expect((await node.browse(folder.path)).total).toBe(0);
    writeFileSync(folder.at('new'), '');
    expect((await node.browse(folder.path)).total).toBe(1);
  });

  it('does not list unfinished files of transfers', async () => {
    using folder = temporaryFolder();
    writeFileSync(folder.at(`.lh-${'x'.repeat(24)}.partial`), '');
    await using node = open([folder.path]);
    expect((await node.browse(folder.path)).total).toBe(0);
  });

  it('follows no link on the way, not even one that leads to a root', async () => {
    using folder = temporaryFolder();
    mkdirSync(folder.at('root/inner'), { recursive: true });
    symlinkSync('/etc', folder.at('root/out'));
    symlinkSync('inner', folder.at('root/in'));
    await using node = open([folder.at('root')]);
    await expect(node.browse(folder.at('root/out'))).rejects.toMatchObject({ code: 'symlink-in-path' });
    await expect(node.browse(folder.at('root/out/ssl'))).rejects.toMatchObject({ code: 'symlink-in-path' });
    await expect(node.browse(folder.at('root/in'))).rejects.toMatchObject({ code: 'symlink-in-path' });
  });

  it('says what is wrong with a folder that is none or not there', async () => {
    using folder = temporaryFolder();
    writeFileSync(folder.at('file'), '');
    await using node = open([folder.path]);
    await expect(node.browse(folder.at('nothing'))).rejects.toMatchObject({ code: 'not-found' });
    await expect(node.browse(folder.at('file'))).rejects.toMatchObject({ code: 'not-a-directory' });
    await expect(node.browse('/')).resolves.toMatchObject({ total: 1 });
    await expect(node.browse('/etc')).rejects.toMatchObject({ code: 'outside-root' });
  });

  it('lists no files for a transfer that has not begun', async () => {
    using folder = temporaryFolder();
    await using node = open([folder.path]);
    expect(await node.listFiles(folder.at('none.db'))).toEqual({ files: [], total: 0 });
  });
});
