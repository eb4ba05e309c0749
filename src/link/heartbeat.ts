/** Ping, pong, and deciding that silence means gone: a half-open connection is noticed within 15 seconds. */
import type { WebSocket } from 'ws';

const pingEveryMs = 4000;
const silenceLimitMs = 12_000;

export interface HeartbeatOptions {
  readonly socket: WebSocket;
  readonly onLatency: (ms: number) => void;
  /** Called at most once. */
  readonly onSilence: () => void;
}

/** Watches until the socket closes. Any traffic counts as a sign of life. */
export function watchHeartbeat({ socket, onLatency, onSilence }: HeartbeatOptions): void {
  let heardAt = performance.now();
  let pingedAt = heardAt;
  const ping = (): void => {
    if (performance.now() - heardAt > silenceLimitMs) {
      clearInterval(timer);
      onSilence();
    } else if (socket.readyState === socket.OPEN) {
      pingedAt = performance.now();
      socket.ping();
    }
  };
  const timer = setInterval(ping, pingEveryMs);
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
