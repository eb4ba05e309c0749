/** Ping, pong, and deciding that silence means gone: a half-open connection is noticed within 15 seconds. */
import type { WebSocket } from 'ws';
import { bytesRead } from './wire.ts';

const lookEveryMs = 1000;
/** Of silence. */
const pingAfterMs = 4000;
/** Whatever is heard: a round trip is measured by a ping alone. */
const measureEveryMs = 15_000;
const silenceLimitMs = 12_000;
/** Of a long message on its way, in that time: a quarter of what a line of 2 kB/s carries, and no drip. */
const leastBytes = 6 * 1024;

export interface HeartbeatOptions {
  readonly socket: WebSocket;
  readonly onLatency: (ms: number) => void;
  /** Called at most once. */
  readonly onSilence: () => void;
}

/** Watches until the socket closes. Any traffic counts as a sign of life, so that of two silent sides one asks. */
export function watchHeartbeat({ socket, onLatency, onSilence }: HeartbeatOptions): void {
  let heardAt = performance.now();
  let lookedAt = heardAt;
  let pingedAt = heardAt;
  // A message that is long on its way is life, but no reason not to ping: the other side hears nothing meanwhile.
  let movedAt = heardAt;
  let countedBytes = 0;
  const ping = (): void => {
    if (socket.readyState !== socket.OPEN) return;
    pingedAt = performance.now();
    socket.ping();
  };
  const look = (): void => {
    const now = performance.now();
    // After this program itself was held up, what came meanwhile is still to be read.
    if (now - lookedAt > pingAfterMs) heardAt = now;
    lookedAt = now;
    const read = bytesRead(socket);
    if (read - countedBytes >= leastBytes) {
      countedBytes = read;
      movedAt = now;
    }
    if (now - Math.max(heardAt, movedAt) > silenceLimitMs) {
      clearInterval(timer);
      onSilence();
    } else if (now - Math.max(heardAt, pingedAt) >= pingAfterMs || now - pingedAt >= measureEveryMs) {
      ping();
    }
  };
  const timer = setInterval(look, lookEveryMs);
  socket.on('message', () => {
    heardAt = performance.now();
  });
  socket.on('ping', () => {
    heardAt = performance.now();
  });
  socket.on('pong', () => {
    heardAt = performance.now();
    onLatency(heardAt - pingedAt);
  });
  socket.once('close', () => clearInterval(timer));
  // A link that is still being dialled is measured as soon as it is up.
  socket.once('open', ping);
  ping();
}
