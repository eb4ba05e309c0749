/** Two connections as one: what comes from either leaves at the other, with back-pressure, and each way has its own end. */
import type { Socket } from 'node:net';

export interface Joined {
  /** Both ways together, so far. */
  readonly bytes: number;
  /** Resolves when both are gone. */
  readonly ended: Promise<void>;
}

export interface JoinOptions {
  /** Both are closed when nothing passes for so long. */
  readonly idleMs: number;
}

/** Owns both from here on. */
export function joinStreams(one: Socket, other: Socket, { idleMs }: JoinOptions): Joined {
  let bytes = 0;
  const pass = (from: Socket, to: Socket): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    // Who has said all may still be told something.
    from.allowHalfOpen = true;
    from.setNoDelay(true);
    from.setTimeout(idleMs, () => from.destroy());
    from.on('data', (piece: Buffer) => {
      bytes += piece.length;
    });
    from.on('error', () => from.destroy());
    from.once('close', () => {
      to.destroySoon();
      resolve();
    });
    from.pipe(to);
    return promise;
  };
  const ended = Promise.all([pass(one, other), pass(other, one)]).then(() => undefined);
  return {
    get bytes() {
      return bytes;
    },
    ended,
  };
}
