/**
 * How long the rest takes. A file costs something and a byte costs something; both are fitted to what was seen, so that
 * neither a few large files nor very many small ones make the estimate lie. Once over the last half minute, and once
 * over the last minutes: where the two differ, a range is the honest answer.
 */
export interface Work {
  readonly bytes: number;
  readonly files: number;
}

export interface Estimate {
  /** As fast as in the last half minute. */
  readonly seconds: number;
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

/** Weight of what was seen half a minute and five minutes ago, at four samples a second: about a half. */
const shortFade = 0.994;
const longFade = 0.9994;
const leastSeconds = 1;
/** When nothing has moved for so long, what was seen before says nothing. */
const stalledSeconds = 10;

export class TimeLeft {
  readonly #short = new Fit(shortFade);
  readonly #long = new Fit(longFade);
  #idleSeconds = 0;

  /** What was done in a stretch of time. */
  observe(done: Work, seconds: number): void {
    this.#idleSeconds = done.bytes + done.files > 0 ? 0 : this.#idleSeconds + seconds;
    this.#short.observe(done, seconds);
    this.#long.observe(done, seconds);
  }

  /** Undefined while too little was seen, and while nothing moves. */
  estimate(left: Work): Estimate | undefined {
    if (this.#short.seconds < leastSeconds || this.#idleSeconds >= stalledSeconds) return undefined;
    const [short, long] = [this.#short.timeFor(left), this.#long.timeFor(left)];
    return { seconds: short, fromSeconds: Math.min(short, long), toSeconds: Math.max(short, long) };
  }
}

class Fit {
  readonly #fade: number;
  #seconds = 0;
  #bytesSquared = 0;
  #filesSquared = 0;
  #bytesFiles = 0;
  #bytesSeconds = 0;
  #filesSeconds = 0;

  constructor(fade: number) {
    this.#fade = fade;
  }

  /** In which something moved. */
  get seconds(): number {
    return this.#seconds;
  }

  observe({ bytes, files }: Work, seconds: number): void {
    const fade = this.#fade;
    this.#seconds = this.#seconds * fade + (bytes + files > 0 ? seconds : 0);
    this.#bytesSquared = this.#bytesSquared * fade + bytes * bytes;
    this.#filesSquared = this.#filesSquared * fade + files * files;
    this.#bytesFiles = this.#bytesFiles * fade + bytes * files;
    this.#bytesSeconds = this.#bytesSeconds * fade + bytes * seconds;
    this.#filesSeconds = this.#filesSeconds * fade + files * seconds;
  }

  timeFor({ bytes, files }: Work): number {
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
