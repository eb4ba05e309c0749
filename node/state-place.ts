/**
 * No root may reach this node's own state: whoever can browse the private key is this node, and a mirror into the state
 * removes it. A root inside the state folder is harmless, as its files do not lie below that root; but for `backlogs`. The same
 * holds for a hub on this machine, as far as a node can know where its state lies.
 */
import { type BigIntStats, existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Fault } from '../src/runtime/fault.ts';
import { shownName } from '../src/runtime/names.ts';
import { shownRoot } from './offered-root.ts';
import type { Root } from './roots.ts';
import { backlogFolder } from './runs/backlog-file.ts';

/** What only the state folder of a hub holds (hub/store/state-files.ts). */
const ofHub = ['hub.db', 'authority.json'] as const;

/** `folder` need not be there yet. Throws `usage`, also where a root is a link or a bind mount to a folder that holds it. */
export function confirmStateIsPrivate(folder: string, roots: readonly Root[]): void {
  const state = resolve(folder);
  const aboveState = folderAndAbove(state);
  const backlogs = statSync(backlogFolder(state), { bigint: true, throwIfNoEntry: false });
  for (const root of roots) {
    const aboveRoot = folderAndAbove(root.realPath);
    if (aboveState.some((one) => isSame(one, aboveRoot[0])))
      throw new Fault(
        'usage',
        `--root ${shownRoot(root)} holds ${shownName(state)}, where this node keeps its private key; ` +
          'offer a folder that does not, or give another --data',
      );
    if (aboveRoot.some((one) => isSame(one, backlogs)))
      throw new Fault('usage', `--root ${shownRoot(root)} holds backlogs of this node; offer a folder that does not`);
  }
}

/** `places`: where hubs on this machine usually keep theirs. Throws `usage`. */
export function confirmHubIsPrivate(places: readonly string[], roots: readonly Root[]): void {
  const known = places.filter((place) => existsSync(place));
  for (const root of roots) {
    const here = ofHub.every((name) => existsSync(join(root.realPath, name)));
    const [self] = folderAndAbove(root.realPath);
    const below = known.find((place) => folderAndAbove(place).some((one) => isSame(one, self)));
    const found = here ? root.realPath : below;
    if (found !== undefined)
      throw new Fault(
        'usage',
        `--root ${shownRoot(root)} holds ${shownName(found)}, where a hub keeps the keys of the whole fleet; offer a folder that does not`,
      );
  }
}

/** From the deepest one that is there up to `/`, without links. */
function folderAndAbove(path: string): BigIntStats[] {
  const found: BigIntStats[] = [];
  for (let place = realPlace(path); ; place = dirname(place)) {
    found.push(statSync(place, { bigint: true }));
    if (place === dirname(place)) return found;
  }
}

function realPlace(path: string): string {
  try {
    return realpathSync(path);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return realPlace(dirname(path));
    throw new Fault('state-unusable', `cannot use the folder ${shownName(path)}: ${code}`, { cause });
  }
}

/** By what they are, not by name: a bind mount, or a file system that folds case, gives one folder two paths. */
function isSame(one: BigIntStats, other: BigIntStats | undefined): boolean {
  return one.dev === other?.dev && one.ino === other.ino;
}
