/** The folder in which a bench lets programs copy, removed with all that they left in it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

export interface CopyPlace extends Disposable {
  readonly source: string;
  readonly target: string;
  /** `longhaul sync` as it was built, with its backlog in this place; flags and folders follow. */
  readonly sync: readonly string[];
  /** Removes what was copied, and the backlog. */
  readonly clear: () => void;
}

const launcher = join(import.meta.dirname, '..', '..', 'bin', 'longhaul');

export function copyPlace(above: string): CopyPlace {
  const place = mkdtempSync(join(above, 'longhaul-bench-'));
  const [target, state] = [join(place, 'target'), join(place, 'state')];
  return {
    source: join(place, 'source'),
    target,
    sync: [launcher, 'sync', '--quiet', '--db', join(state, 'backlog.db')],
    clear: () => {
      for (const left of [target, state]) rmSync(left, { recursive: true, force: true });
    },
    [Symbol.dispose]: () => rmSync(place, { recursive: true, force: true }),
  };
}
