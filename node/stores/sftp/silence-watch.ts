/** A connection over which nothing comes any more, although it is asked every few seconds, is dead. */
import type { Socket } from 'node:net';

const silentSeconds = 13;
/** More than the questions themselves. */
const progressBytes = 4096;

/** What still leaves counts as a sign of life, too: an answer may wait behind it. Seconds are counted, not measured. */
export function watchSilence(socket: Socket, onSilence: (seconds: number) => void): void {
  let silent = 0;
  let last = stateOf(socket);
  const timer = setInterval(() => {
    const now = stateOf(socket);
    const isAlive = now.read > last.read || (last.queued > 0 && now.sent - last.sent > progressBytes);
    silent = isAlive ? 0 : silent + 1;
    last = now;
    if (silent >= silentSeconds) onSilence(silent);
  }, 1000);
  socket.once('close', () => clearInterval(timer));
}

function stateOf({ bytesRead, bytesWritten, writableLength }: Socket) {
  return { read: bytesRead, sent: bytesWritten - writableLength, queued: writableLength };
}
