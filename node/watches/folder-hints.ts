/**
 * Says that something below a folder may have changed, as the kernel says it (inotify, through chokidar): one watch for
 * each folder, none for files. What was changed is of no account, since who is told looks at the whole folder: when the
 * queue of the kernel overflows, what is still in it is a hint as good as what was lost.
 */
import type { FSWatcher } from 'chokidar';
import { Fault } from '../../src/runtime/fault.ts';

export class FolderHints implements AsyncDisposable {
  readonly #folder: string;
  #watcher: FSWatcher | undefined;
  #next = Promise.withResolvers<void>();
  #failure: Fault | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Resolves when every folder is watched, or when that has failed. */
  async start(): Promise<void> {
    const { watch } = await import('chokidar');
    const watcher = watch(this.#folder, {
      backend: 'native',
      ignoreInitial: true,
      followSymlinks: false,
      ignorePermissionErrors: true,
      atomic: false,
      ignored: (_path, stats) => stats !== undefined && !stats.isDirectory(),
    });
    this.#watcher = watcher;
    const ready = Promise.withResolvers<void>();
    watcher.on('raw', () => this.#hint());
    watcher.on('all', () => this.#hint());
    watcher.on('ready', () => ready.resolve());
    watcher.on('error', (thrown) => {
      this.#failure ??= watchFault(thrown);
      this.#hint();
      ready.resolve();
    });
    await ready.promise;
  }

  /** Resolves at the next change, or when the kernel says nothing any more. To be taken before the folder is looked at. */
  get next(): Promise<void> {
    return this.#next.promise;
  }

  /** Why changes may go unsaid. */
  get failure(): Fault | undefined {
    return this.#failure;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#watcher?.close();
  }

  #hint(): void {
    this.#next.resolve();
    this.#next = Promise.withResolvers<void>();
  }
}

function watchFault(thrown: unknown): Fault {
  const { code, message } = thrown as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EMFILE')
    return new Fault('watch-limit', 'the kernel watches no more folders for this account', { cause: thrown });
  return new Fault('watch-failed', `the kernel does not say what changes: ${message}`, { cause: thrown });
}
