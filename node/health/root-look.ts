/** What can be seen of a root from outside: its room and its time. Undefined for one that hangs or cannot be looked at. */
import { stat, statfs } from 'node:fs/promises';
import type { Root } from '../roots.ts';
import { patiently } from './patience.ts';

export interface RootLook {
  readonly root: Root;
  readonly seen: { readonly freeBytes: number; readonly totalBytes: number; readonly modifiedAt: number } | undefined;
}

const answerWithinMs = 1000;

/** Looks at all roots at once; the answer is there within about a second, whatever the mounts do. */
export function rootLooks(roots: readonly Root[]): () => Promise<RootLook[]> {
  const looks = roots.map((root) => ({ root, look: patiently(() => lookAt(root), answerWithinMs) }));
  return () => Promise.all(looks.map(async ({ root, look }) => ({ root, seen: await look() })));
}

async function lookAt({ realPath }: Root) {
  const [{ bavail, blocks, bsize }, { mtimeMs }] = await Promise.all([statfs(realPath), stat(realPath)]);
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize, modifiedAt: Math.floor(mtimeMs) };
}
