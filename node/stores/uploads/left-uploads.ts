/**
 * Ends the uploads in buckets that no run holds any more: at the start of the node, when an attempt of a transfer begins and
 * when it has ended, and once an hour what could not be ended before. Only those that this node has begun itself.
 */
import { existsSync } from 'node:fs';
import type { Clock } from '../../../src/runtime/clock.ts';
import { asFault, Fault } from '../../../src/runtime/fault.ts';
import type { Logger } from '../../../src/runtime/log.ts';
import { shownName } from '../../../src/runtime/names.ts';
import type { RunAttempt } from '../../runs/attempt.ts';
import type { StoreAccess } from '../store-access.ts';
import { type LeftUpload, UploadRows } from './upload-rows.ts';

export interface LeftUploadsOptions {
  /** As `uploadsFile` names it. */
  readonly file: string;
  /** Whether lanes may begin any. The file is made before they do: two threads cannot make its tables at the same time. */
  readonly isNeeded: boolean;
  readonly stores: Pick<StoreAccess, 'open'>;
  readonly clock: Clock;
  readonly log: Logger;
}

const sweepEveryMs = 3_600_000;
/** A server that was asked to make an object may be at it: to end the upload then could cost the object its parts. */
const completingMs = 3_600_000;
const patienceMs = 30_000;

export class LeftUploads implements AsyncDisposable {
  readonly #options: LeftUploadsOptions;
  readonly #stopping = new AbortController();
  /** Of each bucket why it did not work, as it was logged. */
  readonly #said = new Map<string, string>();
  #opened: UploadRows | undefined;
  #due = new AbortController();
  #work: Promise<void> = Promise.resolve();

  constructor(options: LeftUploadsOptions) {
    this.#options = options;
  }

  /** Before any transfer runs: what the last life of the node has begun is left. */
  start(): void {
    this.#leave((rows) => rows.leaveAll());
    this.#work = this.#keepSweeping();
  }

  /** The same attempts, and no more of their uploads than they hold. */
  around(run: RunAttempt): RunAttempt {
    return async (options) => {
      const { id, stores } = options.order;
      if (stores?.destination?.kind !== 's3') return await run(options);
      this.#leave((rows) => rows.leave(id));
      const end = await run(options);
      this.#leave((rows) => rows.leave(id));
      return end;
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort(new Fault('interrupted', 'the node stops'));
    await this.#work;
    this.#opened?.[Symbol.dispose]();
  }

  get #rows(): UploadRows | undefined {
    const { file, isNeeded } = this.#options;
    if (this.#opened === undefined && (isNeeded || existsSync(file))) this.#opened = UploadRows.open(file);
    return this.#opened;
  }

  /** What is not marked now is at the next attempt, or the next start. */
  #leave(mark: (rows: UploadRows) => void): void {
    try {
      const rows = this.#rows;
      if (rows !== undefined) mark(rows);
    } catch (err) {
      this.#options.log.error({ err }, 'unfinished uploads could not be looked up');
    }
    this.#due.abort();
  }

  async #keepSweeping(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      this.#due = new AbortController();
      await this.#sweep();
      await this.#options.clock.sleep(sweepEveryMs, AbortSignal.any([signal, this.#due.signal])).catch(() => undefined);
    }
  }

  /** Never rejects. */
  async #sweep(): Promise<void> {
    const { clock, log } = this.#options;
    try {
      const left = this.#rows?.left(clock.now() - completingMs) ?? [];
      const byBucket = Map.groupBy(left, ({ connection: { name }, bucket }) => `${name}:${bucket}`);
      for (const [place, uploads] of byBucket) await this.#endAll(place, uploads);
    } catch (err) {
      log.error({ err }, 'unfinished uploads could not be looked up');
    }
  }

  /** One after the other: the first that cannot be ended says what is wrong with the others, too. */
  async #endAll(place: string, uploads: readonly LeftUpload[]): Promise<void> {
    const { log } = this.#options;
    try {
      for (const upload of uploads) {
        await this.#end(upload);
        this.#rows?.forget(upload.position);
        this.#said.delete(place);
        log.info(upload, `removed what an interrupted upload had left of ${shownName(`${place}/${upload.key}`)}`);
      }
    } catch (thrown) {
      const { code, message } = asFault(thrown);
      if (this.#stopping.signal.aborted || this.#said.get(place) === code) return;
      this.#said.set(place, code);
      log.warn(
        { code, uploads: uploads.length },
        `what interrupted uploads have left in ${shownName(place)} cannot be removed, and is tried again: ${message}`,
      );
    }
  }

  /** Resolves when the server has none of this name. */
  async #end({ connection, bucket, key, upload }: LeftUpload): Promise<void> {
    const setting = this.#options.stores.open(connection, `${bucket}/${key}`, 'write');
    if (setting.kind !== 's3') throw new Fault('internal', `${connection.name} is no bucket`);
    const signal = AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(patienceMs)]);
    // Loaded when it is wanted: most nodes have nothing to end.
    const { S3Store } = await import('../s3/s3-store.ts');
    await using store = new S3Store({ ...setting, prefix: '' });
    await store.endUpload({ bucket, key, upload }, signal);
  }
}
