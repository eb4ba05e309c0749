import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openRoots, rootsOf } from '../../node/roots.ts';
import { temporaryFolder } from '../engine/temporary-folder.ts';

describe('roots', () => {
  it('gives a path below a root as its components', () => {
    using folder = temporaryFolder();
    const roots = openRoots([{ path: folder.path, isReadOnly: false }]);
    expect(roots.resolve(`${folder.path}//a b/ü/`, 'write').components).toEqual(['a b', 'ü']);
    expect(roots.resolve(folder.path, 'read').components).toEqual([]);
  });

  it('says the same of a path outside whether something is there or not', () => {
    using folder = temporaryFolder();
    const roots = openRoots([{ path: folder.path, isReadOnly: false }]);
    const refusal = (path: string): string => {
      try {
        roots.resolve(path, 'read');
        return 'allowed';
      } catch (thrown) {
        return String(thrown).replace(path, 'PATH');
      }
    };
    expect(refusal('/etc/passwd')).toBe(refusal('/no/such/thing'));
    expect(refusal('/etc/passwd')).toContain('not below a root');
  });

  it.each([
    ['..', (root: string) => `${root}/../other`],
    ['a .. that comes back', (root: string) => `${root}/a/../b`],
    ['a single dot', (root: string) => `${root}/./a`],
    ['a name that only begins like the root', (root: string) => `${root}-not`],
    ['a NUL', (root: string) => `${root}/a\0b`],
    ['a relative path', (root: string) => root.slice(1)],
    ['the folder above', (root: string) => root.replace(/\/[^/]*$/, '')],
  ])('refuses %s', (_note, path) => {
    using folder = temporaryFolder();
    const roots = openRoots([{ path: folder.path, isReadOnly: false }]);
    expect(() => roots.resolve(path(folder.path), 'read')).toThrow(expect.objectContaining({ code: 'outside-root' }));
  });

  it('names the node that refuses', () => {
    using folder = temporaryFolder();
    const { list } = openRoots([{ path: folder.path, isReadOnly: true }]);
    const roots = rootsOf(list, 'fs1');
    expect(() => roots.resolve('/etc', 'read')).toThrow('/etc is not below a root of fs1');
    expect(() => roots.resolve(folder.path, 'write')).toThrow('is offered by fs1 for reading only');
  });

  it('lets a read-only root be read and not written', () => {
    using folder = temporaryFolder();
    const roots = openRoots([{ path: folder.path, isReadOnly: true }]);
    expect(roots.resolve(`${folder.path}/x`, 'read').components).toEqual(['x']);
    expect(() => roots.resolve(`${folder.path}/x`, 'write')).toThrow(
      expect.objectContaining({ code: 'root-read-only' }),
    );
  });

  it('takes the innermost of roots inside each other, whatever their order', () => {
    using folder = temporaryFolder();
    mkdirSync(folder.at('archive'));
    const outer = { path: folder.path, isReadOnly: false };
    const inner = { path: folder.at('archive'), isReadOnly: true };
    for (const offered of [
      [outer, inner],
      [inner, outer],
    ]) {
      const roots = openRoots(offered);
      expect(roots.resolve(folder.at('archive', 'x'), 'read').root.path).toBe(inner.path);
      expect(() => roots.resolve(folder.at('archive', 'x'), 'write')).toThrow(
        expect.objectContaining({ code: 'root-read-only' }),
      );
      expect(roots.resolve(folder.at('archived'), 'write').root.path).toBe(outer.path);
    }
  });

  it('does not let a folder be written that has a read-only root below it', () => {
    using folder = temporaryFolder();
    mkdirSync(folder.at('data', 'archive'), { recursive: true });
    symlinkSync(folder.at('data'), folder.at('alias'));
    const roots = openRoots([
      { path: folder.at('alias'), isReadOnly: false },
      { path: folder.at('data'), isReadOnly: false },
      { path: folder.at('data', 'archive'), isReadOnly: true },
    ]);
    for (const path of [folder.at('data'), folder.at('alias')]) {
      expect(() => roots.resolve(path, 'write')).toThrow(expect.objectContaining({ code: 'root-read-only' }));
      expect(roots.resolve(path, 'read').components).toEqual([]);
    }
    expect(roots.resolve(folder.at('data', 'archive 2'), 'write').components).toEqual(['archive 2']);
  });

  it('offers a folder that is named through a link, at the place where the link leads', () => {
    using folder = temporaryFolder();
    mkdirSync(folder.at('real'));
    symlinkSync(folder.at('real'), folder.at('link'));
    const [root] = openRoots([{ path: folder.at('link'), isReadOnly: false }]).list;
    expect(root).toMatchObject({ path: folder.at('link'), realPath: folder.at('real') });
  });

  it.each([
    ['does not exist', (at: (name: string) => string) => at('nothing')],
    ['is not a folder', (at: (name: string) => string) => at('file')],
  ])('refuses at the start a root that %s', (words, path) => {
    using folder = temporaryFolder();
    writeFileSync(folder.at('file'), '');
    expect(() => openRoots([{ path: path(folder.at), isReadOnly: false }])).toThrow(
      expect.objectContaining({ code: 'usage', message: expect.stringContaining(words) }),
    );
  });
});
