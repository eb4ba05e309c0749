/**
 * What is written to a socket in one turn of the event loop goes to the kernel in one call: ssh2 writes each packet in three
 * parts, and a call for each wakes the server three times.
 */
import type { Socket } from 'node:net';

/** So that the server has something to do while more is made ready. */
const mostGathered = 256 * 1024;

/** Before anybody writes to it. Connecting puts the socket's own way of writing back, so afterwards. */
export function gatherWrites(socket: Socket): void {
  const write = socket.write.bind(socket);
  let isGathering = false;
  const letGo = (): void => {
    if (!isGathering) return;
    isGathering = false;
    socket.uncork();
  };
  socket.write = (data: Uint8Array | string): boolean => {
    if (!isGathering) {
      isGathering = true;
      socket.cork();
      process.nextTick(letGo);
    }
    const hasRoom = write(data);
    if (socket.writableLength >= mostGathered) letGo();
    return hasRoom;
  };
}
