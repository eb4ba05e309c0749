/**
 * How long the rest takes. A file costs something and a byte costs something; both are fitted to what was seen, the
 * recent past weighing more, so that neither a few large files nor very many small ones make the estimate lie.
 */
export interface Work {
  readonly bytes: number;
  readonly files: number;
}

/** Weight of what was seen half a minute ago, at four samples a second: about a half. */
const fade = 0.994;
const leastSeconds = 1;

export class TimeLeft {
  #seconds = 0;
  #bytesSquared = 0;
  #filesSquared = 0;
  #bytesFiles = 0;
  #bytesSeconds = 0;
  #filesSeconds = 0;

  /** What was done in a stretch of time. */
  observe({ bytes, files }: Work, seconds: number): void {
    this.#seconds = this.#seconds * fade + (bytes + files > 0 ? seconds : 0);
    this.#bytesSquared = this.#bytesSquared * fade + bytes * bytes;
    this.#filesSquared = this.#filesSquared * fade + files * files;
    this.#bytesFiles = this.#bytesFiles * fade + bytes * files;
    this.#bytesSeconds = this.#bytesSeconds * fade + bytes * seconds;
    this.#filesSeconds = this.#filesSeconds * fade + files * seconds;
  }

  /** Seconds, or undefined while too little was seen. */
  estimate({ bytes, files }: Work): number | undefined {
    if (this.#seconds < leastSeconds) return undefined;
    const { perByte, perFile } = this.#costs();
    return bytes * perByte + files * perFile;
  }

  /** Least squares; a negative cost means that the other explains all that was seen. */
  #costs(): { perByte: number; perFile: number } {
    const onlyBytes = { perByte: divide(this.#bytesSeconds, this.#bytesSquared), perFile: 0 };
    const onlyFiles = { perByte: 0, perFile: divide(this.#filesSeconds, this.#filesSquared) };
    const determinant = this.#bytesSquared * this.#filesSquared - this.#bytesFiles ** 2;
    if (determinant <= 1e-9 * this.#bytesSquared * this.#filesSquared)
      return this.#bytesSquared > 0 ? onlyBytes : onlyFiles;
    const perByte = (this.#bytesSeconds * this.#filesSquared - this.#filesSeconds * this.#bytesFiles) / determinant;
    const perFile = (this.#filesSeconds * this.#bytesSquared - this.#bytesSeconds * this.#bytesFiles) / determinant;
    if (perByte < 0) return onlyFiles;
    return perFile < 0 ? onlyBytes : { perByte, perFile };
  }
}

function divide(value: number, by: number): number {
  return by === 0 ? 0 : value / by;
}
