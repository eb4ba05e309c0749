/**
 * How a large file goes from disk to disk on one machine. Where processors are what limits, each of the two threads copies
 * a file of its own, piece by piece: the bytes stay in its cache. Where a device is (a spinning disk, a mount), or when there
 * is only one file, both take part in it, so that it is read and written at the same time and one after the other.
 */
export interface JobTime {
  readonly wallMs: number;
  /** Of it, how long the thread computed; the rest it waited. */
  readonly processorMs: number;
}

/** What takes less says little. */
const tellingMs = 200;

export class LargeFileWay {
  #isProcessorBound = true;

  /** Of jobs in which a large file was read. */
  observe({ wallMs, processorMs }: JobTime): void {
    if (wallMs >= tellingMs) this.#isProcessorBound = processorMs > wallMs / 2;
  }

  /** Whether one thread takes all of it; `isAlone` when the other would have nothing to do. */
  isForOneThread(isAlone: boolean): boolean {
    return this.#isProcessorBound && !isAlone;
  }
}
