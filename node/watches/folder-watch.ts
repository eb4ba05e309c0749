/**
 * Watches one folder: looks at it after every change that the kernel tells of, and fires when a file has settled that was
 * not there before, or not the same. A look is a walk of the whole folder, as the scan of a transfer is; so what was not
 * told (the node was down, the queue of the kernel overflowed, another machine wrote on a share) is seen by the next one.
 * A file that still grows does not count, and has the folder looked at again.
 */
import { statSync } from 'node:fs';
import { RootDirectory } from '../../src/engine/disk/directory-handle.ts';
import { scanTree } from '../../src/engine/scan/scan-tree.ts';
import { settledBy } from '../../src/engine/scan/settled.ts';
import { writersBelow } from '../../src/engine/scan/writers.ts';
import type { BeingWritten, Watch, WatchStanding } from '../../src/model/watch.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import { asFault, Fault } from '../../src/runtime/fault.ts';
import type { Logger } from '../../src/runtime/log.ts';
import { unlessAborted } from '../../src/runtime/unless-aborted.ts';
import { networkOf } from '../../src/storage/local-folder.ts';
import { openRootedFolder } from '../data/rooted-folder.ts';
import type { Roots } from '../roots.ts';
import type { FolderHints } from './folder-hints.ts';
import { hasNews, type SettledFiles, settledFiles, settledKey } from './settled-files.ts';
import type { WatchStore } from './watch-store.ts';

export interface FolderWatchOptions {
  readonly watch: Watch;
  /** The key of what had settled when it fired last, as the store has it. */
  readonly settled: string;
  readonly store: WatchStore;
  readonly roots: Roots;
  readonly openHints: (folder: string) => FolderHints;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Where the kernel does not say what changes. */
const everySeconds = 10;
/** Where it does, in case that something was not said. */
const anywayMs = 5 * 60_000;
/** After it could not. */
const hintsAgainMs = 10 * 60_000;
/** Less is what clocks are corrected by all the time. */
const setBackMs = 500;
/** Looking at a large folder takes at most this part of the time. */
const restRatio = 10;
const nothing = new BigUint64Array();

interface Look extends SettledFiles {
  readonly tookMs: number;
}

interface Place {
  readonly path: string;
  /** Another one is mounted there, or has its name. */
  readonly identity: string;
  readonly network: string | undefined;
}

export class FolderWatch implements AsyncDisposable {
  readonly #options: FolderWatchOptions;
  readonly #stopping = new AbortController();
  #ended: Promise<void> = Promise.resolve();
  #key: string;
  /** Undefined until the first look of this life. */
  #before: BigUint64Array | undefined;
  #hints: { readonly from: FolderHints; readonly identity: string } | undefined;
  #hintsAgainAt = 0;
  /** As it was said last, but for what is being written. */
  #standing: WatchStanding | undefined;
  #written: BeingWritten | undefined;
  /** Our clock, ahead of one that nobody sets. */
  #aheadMs = Number.NEGATIVE_INFINITY;

  constructor(options: FolderWatchOptions) {
    this.#options = options;
    this.#key = options.settled;
  }

  start(): void {
    this.#ended = this.#keep();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort(new Fault('interrupted', 'the folder is not watched any more'));
    await this.#ended;
  }

  async #keep(): Promise<void> {
    const { watch, clock, log } = this.#options;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        await this.#round(signal);
      } catch (thrown) {
        if (signal.aborted) break;
        const { code, message, hint } = asFault(thrown);
        if (this.#stands({ kind: 'failing', reason: { code, message, hint } }))
          log.warn({ watch: watch.name, code }, `${watch.folder} cannot be watched: ${message}`);
        await clock.sleep(everySeconds * 1000, signal).catch(() => undefined);
      }
    }
    await this.#closeHints();
  }

  /** One look, and the wait for the next. */
  async #round(signal: AbortSignal): Promise<void> {
    const { watch, clock } = this.#options;
    const place = this.#place();
    await this.#keepHints(place, signal);
    const hinted = this.#hints?.from.next;
    const look = await this.#look(signal);
    this.#take(look);
    const restMs = Math.max(watch.settleSeconds * 1000, look.tookMs * restRatio);
    if (look.unsettled === 0) await this.#untilHinted(hinted, restMs, signal);
    await clock.sleep(restMs, signal);
  }

  /** Where the kernel says nothing, the wait is over when it is time to look anyway. */
  async #untilHinted(hinted: Promise<void> | undefined, restMs: number, signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    if (hinted === undefined) return await clock.sleep(Math.max(0, everySeconds * 1000 - restMs), signal);
    const waited = new AbortController();
    const anyway = clock.sleep(Math.max(anywayMs, restMs), AbortSignal.any([signal, waited.signal]));
    try {
      await unlessAborted(Promise.race([hinted, anyway]), signal);
    } finally {
      waited.abort(new Fault('interrupted', 'something has changed'));
      await anyway.catch(() => undefined);
    }
  }

  /** Follows no link below the root. Throws `outside-root`, `not-found` and what else opening meets. */
  #place(): Place {
    const { watch, roots } = this.#options;
    const rooted = roots.resolve(watch.folder, 'read');
    using folder = openRootedFolder(rooted, { make: false });
    const held = folder.path.toString();
    const { dev, ino } = statSync(held, { bigint: true });
    const path = [rooted.root.realPath.replace(/\/$/, ''), ...rooted.components].join('/');
    return { path, identity: `${dev} ${ino}`, network: networkOf(held) };
  }

  async #look(signal: AbortSignal): Promise<Look> {
    const { watch, roots, clock } = this.#options;
    const startedAt = performance.now();
    using folder = openRootedFolder(roots.resolve(watch.folder, 'read'), { make: false });
    const nowMs = clock.now();
    this.#noteClock(nowMs);
    const { selection } = watch;
    const listings = scanTree({
      root: folder.path,
      onlyName: undefined,
      withDetails: true,
      filter: selection && { selection, nowMs, isListed: false },
      leftovers: undefined,
      signal,
    });
    using root = RootDirectory.open({ path: folder.path, make: false });
    const found = await settledFiles(listings, {
      isSettled: settledBy(nowMs, watch.settleSeconds),
      before: this.#before ?? nothing,
      writers: writersBelow(folder.path.toString(), nowMs),
      root,
    });
    return { ...found, tookMs: performance.now() - startedAt };
  }

  /** By a clock that was set back, what had settled may not have for the transfer: all of it is news once more. */
  #noteClock(nowMs: number): void {
    const aheadMs = nowMs - performance.now();
    if (aheadMs < this.#aheadMs - setBackMs) {
      this.#before = undefined;
      this.#key = '';
    }
    this.#aheadMs = aheadMs;
  }

  #take({ files, unsettled, written }: Look): void {
    const { watch, store, clock, log } = this.#options;
    const key = settledKey(files);
    const isNews = this.#before === undefined ? key !== '' && key !== this.#key : hasNews(files, this.#before);
    this.#before = files;
    if (isNews) {
      store.fire(watch.name, key, clock.now());
      log.info({ watch: watch.name, settled: files.length, unsettled }, `${watch.folder} has files that are new`);
    } else if (key !== this.#key) store.setSettled(watch.name, key);
    this.#key = key;
    this.#noteWritten(written);
  }

  /** Each first of them is logged, and how many there are stands with the trigger. */
  #noteWritten(written: BeingWritten | undefined): void {
    const { watch, log } = this.#options;
    const first = written?.first;
    if (first !== undefined && first !== this.#written?.first)
      log.info({ watch: watch.name, ...written }, `${first} counts when the program that has it open closes it`);
    this.#written = written;
    if (this.#standing !== undefined) this.#stands(this.#standing);
  }

  async #keepHints({ path, identity, network }: Place, signal: AbortSignal): Promise<void> {
    const { clock, openHints } = this.#options;
    if (network !== undefined)
      return this.#looksBecause(new Fault('watch-network', `it is on ${network}, where other machines write`));
    if (this.#hints?.identity !== identity) await this.#closeHints();
    if (this.#hints === undefined && clock.now() >= this.#hintsAgainAt) {
      const from = openHints(path);
      this.#hints = { from, identity };
      await unlessAborted(from.start(), signal);
      if (from.failure === undefined) this.#stands({ kind: 'events' });
    }
    const failure = this.#hints?.from.failure;
    if (failure === undefined) return;
    await this.#closeHints();
    this.#hintsAgainAt = clock.now() + hintsAgainMs;
    this.#looksBecause(failure);
  }

  async #closeHints(): Promise<void> {
    const { from } = this.#hints ?? {};
    this.#hints = undefined;
    await from?.[Symbol.asyncDispose]();
  }

  #looksBecause({ code, message, hint }: Fault): void {
    const { watch, log } = this.#options;
    if (!this.#stands({ kind: 'looks', everySeconds, reason: { code, message, hint } })) return;
    log.warn({ watch: watch.name, code }, `${watch.folder} is looked at every ${everySeconds} s: ${message}. ${hint}`);
  }

  /** Answers whether that is news, whoever writes what. */
  #stands(standing: WatchStanding): boolean {
    const { watch, store, clock } = this.#options;
    const isSame = JSON.stringify(standing) === JSON.stringify(this.#standing);
    this.#standing = standing;
    const beingWritten = standing.kind === 'failing' ? undefined : this.#written;
    return store.stands(watch.name, { ...standing, ...(beingWritten && { beingWritten }) }, clock.now()) && !isSame;
  }
}
