/** A folder of this machine, or what exists of the way to it, as a plan looks at it. */
import { Buffer } from 'node:buffer';
import { dirname } from 'node:path';
import { Fault } from '../../runtime/fault.ts';
import { RootDirectory } from '../disk/directory-handle.ts';
import type { Listing } from '../scan/listing.ts';
import { scanTree } from '../scan/scan-tree.ts';
import type { PlanScanOptions, PlanTarget, TargetFacts } from './plan-target.ts';
import { probeTarget, refusesLength } from './target-probe.ts';

export class LocalTarget implements PlanTarget, Disposable {
  readonly facts: TargetFacts;
  readonly #path: string;
  readonly #root: RootDirectory;

  private constructor(path: string, root: RootDirectory, facts: TargetFacts) {
    this.#path = path;
    this.#root = root;
    this.facts = facts;
  }

  /** `path` is absolute. Throws what opening it, or the nearest folder above it that exists, meets. */
  static open(path: string): LocalTarget {
    for (let at = path; ; at = dirname(at)) {
      try {
        return LocalTarget.openAt({ path: at, isMissing: at !== path });
      } catch (thrown) {
        if (!(thrown instanceof Fault) || thrown.code !== 'not-found' || at === '/') throw thrown;
      }
    }
  }

  /** `isMissing`: the target is to be made somewhere below this folder. */
  static openAt({ path, isMissing }: { readonly path: string; readonly isMissing: boolean }): LocalTarget {
    const root = RootDirectory.open({ path, make: false });
    try {
      using folder = root.folder(Buffer.alloc(0), { make: false });
      return new LocalTarget(path, root, { ...probeTarget(folder.fd, path), isMissing });
    } catch (thrown) {
      root[Symbol.dispose]();
      throw thrown;
    }
  }

  async *scan({ selection, nowMs, signal }: PlanScanOptions): AsyncGenerator<Listing, void> {
    if (this.facts.isMissing) return;
    const filter = selection && { selection, nowMs, isListed: true };
    const root = Buffer.from(this.#path);
    yield* scanTree({ root, onlyName: undefined, withDetails: false, filter, leftovers: undefined, signal });
  }

  async refusesLong(names: readonly Buffer[]): Promise<boolean[]> {
    using folder = this.#root.folder(Buffer.alloc(0), { make: false });
    return names.map((name) => refusesLength(folder.fd, name));
  }

  [Symbol.dispose](): void {
    this.#root[Symbol.dispose]();
  }
}
