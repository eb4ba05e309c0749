/** Where unfinished files of a destination on this node lie: `--partial-dir`, below a root like everything else. */
import { Buffer } from 'node:buffer';
import { type UnfinishedPlace, unfinishedPlace } from '../../src/engine/disk/unfinished-files.ts';
import type { RootedPath } from '../roots.ts';
import { openRootedFolder } from './rooted-folder.ts';

export interface RootedUnfinished extends Disposable {
  /** Good in this process, until it is disposed. */
  readonly place: UnfinishedPlace;
}

export interface UnfinishedWish {
  /** As the flag says it. */
  readonly partialDir: string | undefined;
  /** Where that is, if it is an absolute path. */
  readonly rooted: RootedPath | undefined;
}

/** The folder above it must be there. Throws what opening that meets. */
export function openUnfinished({ partialDir, rooted }: UnfinishedWish): RootedUnfinished {
  if (rooted === undefined) return { place: unfinishedPlace(partialDir), [Symbol.dispose]: () => {} };
  const { root, components } = rooted;
  const folder = openRootedFolder({ root, components: components.slice(0, -1) }, { make: false });
  return {
    place: { kind: 'apart', above: folder.path, name: Buffer.from(components.at(-1) ?? '') },
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}
