/** Where a run stands, a few times a second, from counters that are kept anyway. */
import type { Buffer } from 'node:buffer';
import { bytesUnderWay } from '../../model/moved-bytes.ts';
import { pathName } from '../../model/path-text.ts';
import type { FileProgress, Progress } from '../../model/progress.ts';
import type { LaneSample } from '../endpoint/destination.ts';
import { RateWindow } from '../progress/rate-window.ts';
import { SlowestPart } from '../progress/slowest-part.ts';
import { type Estimate, TimeLeft } from '../progress/time-left.ts';
import type { RunContext } from './run-context.ts';

/** Two estimates that differ by more than this are told both. */
const tolerance = 1.25;
const mostUnderWay = 16;
const mostDone = 8;
/** How long a file that is done stays in the list. */
const doneForMs = 2000;

interface FileDone {
  readonly path: Buffer;
  readonly size: number;
  readonly durationMs: number;
  readonly at: number;
}

export class ProgressReport {
  readonly #context: RunContext;
  readonly #startedAt = Date.now();
  readonly #bytes = new RateWindow();
  readonly #files = new RateWindow();
  readonly #timeLeft = new TimeLeft();
  readonly #slowest = new SlowestPart();
  /** Begins anew when a file is read back. */
  readonly #rates = new Map<number, { readonly window: RateWindow; readonly state: FileProgress['state'] }>();
  #done: FileDone[] = [];
  #at = performance.now();
  #doneBytes = 0;
  #copiedFiles = 0;

  constructor(context: RunContext) {
    this.#context = context;
  }

  done(path: Buffer, size: number, durationMs: number): void {
    this.#done.push({ path, size, durationMs, at: performance.now() });
    if (this.#done.length > mostDone) this.#done.shift();
  }

  /** `pathOf` knows the items under way. */
  sample({ writtenBytes, files, streams, work }: LaneSample, pathOf: (id: number) => Buffer | undefined): Progress {
    const now = performance.now();
    const seconds = (now - this.#at) / 1000;
    this.#at = now;
    const bottleneck = this.#slowest.observe(work, seconds);
    const { backlog, tally } = this.#context;
    const { copied, skipped, failed, deleted } = tally.totals;
    const underWayBytes = bytesUnderWay(files);
    // Holes take time, too, and are pending like data; only the rate is of what is written.
    const bytes = Math.max(0, copied.bytes + underWayBytes - this.#doneBytes);
    this.#timeLeft.observe({ bytes, files: copied.files - this.#copiedFiles }, seconds);
    this.#doneBytes = copied.bytes + underWayBytes;
    this.#copiedFiles = copied.files;
    const { pendingFiles, pendingBytes, copiedFiles, copiedBytes } = backlog.counters;
    const pending = { files: pendingFiles, bytes: pendingBytes };
    const left = { files: pendingFiles, bytes: Math.max(0, pendingBytes - underWayBytes) };
    return {
      source: this.#sourceCount(),
      destination: { ...tally.destination },
      isScanning: tally.isScanning,
      pending,
      copied: { files: copied.files, bytes: copied.bytes + underWayBytes },
      copiedInAll: { files: copiedFiles, bytes: copiedBytes + underWayBytes },
      skipped: { ...skipped },
      failed: { ...failed },
      deleted: { ...deleted },
      rate: this.#bytes.observe(writtenBytes, seconds),
      filesRate: this.#files.observe(copied.files, seconds),
      ...honest(this.#timeLeft.estimate(left), tally.isScanning),
      files: [...this.#underWay(files, pathOf, seconds), ...this.#justDone(now)],
      ...(bottleneck !== undefined && { bottleneck }),
      ...(streams !== undefined && { streams }),
      startedAt: this.#startedAt,
      at: Date.now(),
    };
  }

  /** Without a scan the backlog knows what the source holds. */
  #sourceCount(): { files: number; bytes: number } {
    const { tally, backlog } = this.#context;
    if (tally.source.files > 0 || tally.isScanning) return { ...tally.source };
    const { pendingFiles, pendingBytes, syncedFiles, syncedBytes } = backlog.counters;
    return { files: pendingFiles + syncedFiles, bytes: pendingBytes + syncedBytes };
  }

  #underWay(files: LaneSample['files'], pathOf: (id: number) => Buffer | undefined, seconds: number): FileProgress[] {
    for (const id of this.#rates.keys()) if (!files.some((file) => file.id === id)) this.#rates.delete(id);
    return files
      .toSorted((a, b) => b.sizeBytes - b.doneBytes - (a.sizeBytes - a.doneBytes))
      .slice(0, mostUnderWay)
      .flatMap(({ id, sizeBytes, doneBytes, state }) => {
        const path = pathOf(id);
        if (path === undefined) return [];
        const before = this.#rates.get(id);
        const known = before?.state === state ? before : { window: new RateWindow(), state };
        this.#rates.set(id, known);
        return { path: pathName(path), sizeBytes, doneBytes, rate: known.window.observe(doneBytes, seconds), state };
      });
  }

  #justDone(now: number): FileProgress[] {
    this.#done = this.#done.filter(({ at }) => now - at < doneForMs);
    return this.#done.toReversed().map(({ path, size, durationMs }) => ({
      path: pathName(path),
      sizeBytes: size,
      doneBytes: size,
      rate: durationMs > 0 ? (size * 1000) / durationMs : 0,
      state: 'done' as const,
    }));
  }
}

function honest(estimate: Estimate | undefined, isScanning: boolean): Pick<Progress, 'etaSeconds' | 'etaRange'> {
  if (estimate === undefined) return {};
  const { seconds, fromSeconds, toSeconds } = estimate;
  if (isScanning) return { etaRange: { fromSeconds } };
  const isRange = toSeconds > fromSeconds * tolerance;
  return { etaSeconds: seconds, ...(isRange && { etaRange: { fromSeconds, toSeconds } }) };
}
