/**
 * Syncs folders for many files at once: a sync that begins after a rename makes it durable, so all renames that happened
 * while the one before was under way share the next.
 */

import { errnoFault } from '../disk/disk-fault.ts';
import { inPool } from '../disk/in-pool.ts';
import { libc } from '../disk/libc.ts';
import type { OpenFolder } from '../disk/open-folder.ts';

export class FolderSync {
  readonly #running = new Map<OpenFolder, Promise<void>>();
  readonly #next = new Map<OpenFolder, Promise<void>>();

  /** Resolves when what was renamed in the folder before the call is durable. The folder stays held until then. */
  async sync(folder: OpenFolder): Promise<void> {
    const running = this.#running.get(folder);
    if (running === undefined) {
      await this.#run(folder);
      return;
    }
    let next = this.#next.get(folder);
    if (next === undefined) {
      next = this.#runAfter(running, folder);
      this.#next.set(folder, next);
    }
    await next;
  }

  async #runAfter(running: Promise<void>, folder: OpenFolder): Promise<void> {
    await running.catch(() => {});
    this.#next.delete(folder);
    await this.#run(folder);
  }

  async #run(folder: OpenFolder): Promise<void> {
    const run = syncNow(folder);
    this.#running.set(folder, run);
    try {
      await run;
    } finally {
      if (this.#running.get(folder) === run) this.#running.delete(folder);
    }
  }
}

async function syncNow(folder: OpenFolder): Promise<void> {
  const result = await inPool(libc().fsync, folder.fd);
  if (result < 0) throw errnoFault('sync folder', folder.path, -result);
}
