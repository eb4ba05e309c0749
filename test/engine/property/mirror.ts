/** The model: what a complete mirror makes of two trees, as a function of what both held before it. */
import type { Tree } from './world.ts';

export interface Mirrored {
  /** Kind and content of everything at the destination; and the time, where the run sets it. */
  readonly tree: Readonly<Record<string, { kind: string; content: string; mtimeNs: bigint | undefined }>>;
  /** Whether something is a folder on one side only, which a mirror leaves alone and reports. */
  readonly hasClash: boolean;
}

export function mirrored(source: Tree, destination: Tree): Mirrored {
  const clashes = Object.entries(source).flatMap(([path, { kind }]) => {
    const other = destination[path];
    return other !== undefined && (other.kind === 'folder') !== (kind === 'folder') ? [path] : [];
  });
  const isInClash = (path: string) => clashes.some((clash) => path === clash || path.startsWith(`${clash}/`));
  const holdsClash = (path: string) => clashes.some((clash) => clash.startsWith(`${path}/`));
  const copied = Object.entries(source).flatMap(([path, { kind, content, mtimeNs }]) =>
    // A folder whose content failed may still get its time, or get it again.
    isInClash(path) ? [] : [[path, { kind, content, mtimeNs: holdsClash(path) ? undefined : mtimeNs }] as const],
  );
  const left = Object.entries(destination).flatMap(([path, { kind, content }]) =>
    isInClash(path) ? [[path, { kind, content, mtimeNs: undefined }] as const] : [],
  );
  return { tree: Object.fromEntries([...copied, ...left]), hasClash: clashes.length > 0 };
}
