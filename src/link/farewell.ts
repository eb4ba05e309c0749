/** Ends a link politely when a signal aborts, and firmly when the other side takes its time. */
import type { WebSocket } from 'ws';
import { asFault, type Fault } from '../runtime/fault.ts';

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

/** Until it is disposed: nothing more is heard of the other side once the signal aborts, and it is told the reason. */
export function refuseOnAbort(peer: { refuse(fault: Fault): void }, signal: AbortSignal): Disposable {
  const refuse = (): void => peer.refuse(asFault(signal.reason));
  signal.addEventListener('abort', refuse, { once: true });
  if (signal.aborted) refuse();
  return { [Symbol.dispose]: () => signal.removeEventListener('abort', refuse) };
}
