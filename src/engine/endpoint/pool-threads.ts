/**
 * The threads of a local lane that keep many calls in flight, as one. The processor is what limits them on the way to many
 * files in flight, and what koffi has ready in each (disk/libc.ts), so they are two. The files of a folder stay together
 * where that does not leave one of them with too little to do.
 */
import type { LaneItem } from './item.ts';
import { PoolThread, type PoolThreadOptions } from './pool-thread.ts';

const threads = 2;
/** So many files more in one than in the other, and a folder is taken apart. */
const mostLead = 64;

export class PoolThreads implements AsyncDisposable {
  readonly threads: readonly PoolThread[];

  constructor(options: PoolThreadOptions) {
    this.threads = Array.from({ length: threads }, () => new PoolThread(options));
  }

  /** Files that wait or are in flight. */
  get length(): number {
    return this.threads.reduce((sum, thread) => sum + thread.length, 0);
  }

  /** In the order of their paths. */
  add(items: readonly LaneItem[]): void {
    for (const [thread, share] of this.#shares(items)) thread.add(share);
  }

  /** Gives up what is under way; temporary files are removed. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread[Symbol.asyncDispose]()));
  }

  #shares(items: readonly LaneItem[]): Map<PoolThread, LaneItem[]> {
    const shares = new Map<PoolThread, LaneItem[]>(this.threads.map((thread) => [thread, []]));
    const loadOf = (thread: PoolThread) => thread.length + (shares.get(thread)?.length ?? 0);
    const least = () => this.threads.reduce((one, other) => (loadOf(other) < loadOf(one) ? other : one));
    let thread = least();
    let folder: string | undefined;
    for (const item of items) {
      const before = folder;
      folder = folderOf(item);
      if (folder !== before || loadOf(thread) - loadOf(least()) > mostLead) thread = least();
      shares.get(thread)?.push(item);
    }
    return shares;
  }
}

function folderOf({ path }: LaneItem): string {
  return path.toString('latin1', 0, Math.max(0, path.lastIndexOf(slash)));
}

const slash = 0x2f;
