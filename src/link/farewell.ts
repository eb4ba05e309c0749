/** Ends a link politely when a signal aborts, and firmly when the other side takes its time. */
import type { WebSocket } from 'ws';

const patienceMs = 1000;

/** Until it is disposed: closes the socket with 1001 ("going away") when the signal aborts. */
export function closeOnAbort(socket: WebSocket, signal: AbortSignal): Disposable {
  const close = (): void => {
    socket.close(1001);
    const timer = setTimeout(() => socket.terminate(), patienceMs);
    socket.once('close', () => clearTimeout(timer));
  };
  signal.addEventListener('abort', close, { once: true });
  if (signal.aborted) close();
  return { [Symbol.dispose]: () => signal.removeEventListener('abort', close) };
}
