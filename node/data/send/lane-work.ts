/**
 * What the parts of a way between two nodes are busy with, as its sender knows it: the thread that reads, the connections,
 * the limits, and what the peer says of its disk. A peer that says nothing is taken to write as long as it gives no room.
 */
import { ProcessorTime } from '../../../src/engine/pipeline/processor-time.ts';
import { WorkMeter, type WorkTimes } from '../../../src/engine/pipeline/work-meter.ts';
import type { ReceiverMessage } from '../../../src/protocol/data-link.ts';

type Busy = Extract<ReceiverMessage, { type: 'room' }>['busy'];

interface Seen {
  readonly leavingMs: number;
  readonly roomlessMs: number;
  readonly limitedMs: number;
  readonly diskMs: number;
  readonly readerMs: number;
  readonly peerMs: number;
}

export class LaneWork {
  /** Of the thread that reads. */
  readonly reader = new WorkMeter();
  readonly #limitedMs: () => number;
  readonly #processor = new ProcessorTime();
  /** While something leaves, and while the peer has no room. */
  readonly #leaving = new Stopwatch();
  readonly #roomless = new Stopwatch();
  #busy: Busy;
  #before: Seen;
  readonly #sums = { destination: 0, link: 0, limit: 0, processor: 0 };

  constructor(limitedMs: () => number) {
    this.#limitedMs = limitedMs;
    this.#before = this.#seen;
  }

  leaves(): void {
    this.#leaving.start();
  }

  left(): void {
    this.#leaving.stop();
  }

  waitsForRoom(): void {
    this.#roomless.start();
  }

  hasRoom(): void {
    this.#roomless.stop();
  }

  hear(busy: Busy): void {
    this.#busy = busy;
  }

  /** All so far, with what came since the last look. */
  look(): WorkTimes {
    const [before, now] = [this.#before, this.#seen];
    this.#before = now;
    const passed = (of: keyof Seen): number => Math.max(0, now[of] - before[of]);
    const limitMs = passed('limitedMs');
    const sendingMs = Math.max(0, passed('leavingMs') - limitMs);
    const encryptingMs = Math.min(sendingMs, this.#processor.passedMs);
    const roomlessMs = passed('roomlessMs');
    const diskMs = this.#busy === undefined ? roomlessMs : passed('diskMs');
    // It has places for more than it writes: they are on the line.
    const onTheLineMs = Math.max(0, roomlessMs - diskMs - passed('peerMs'));
    this.#sums.destination += diskMs;
    this.#sums.limit += limitMs;
    this.#sums.link += sendingMs - encryptingMs + onTheLineMs;
    // One thread that is short of it holds up all.
    this.#sums.processor += Math.max(encryptingMs, passed('readerMs'), passed('peerMs'));
    return { ...this.#sums, source: this.reader.times.source };
  }

  get #seen(): Seen {
    const { diskMs = 0, processorMs: peerMs = 0 } = this.#busy ?? {};
    return {
      leavingMs: this.#leaving.ms,
      roomlessMs: this.#roomless.ms,
      limitedMs: this.#limitedMs(),
      diskMs,
      readerMs: this.reader.times.processor,
      peerMs,
    };
  }
}

class Stopwatch {
  #ms = 0;
  #since: number | undefined;

  get ms(): number {
    return this.#ms + (this.#since === undefined ? 0 : performance.now() - this.#since);
  }

  start(): void {
    this.#since ??= performance.now();
  }

  stop(): void {
    this.#ms = this.ms;
    this.#since = undefined;
  }
}
