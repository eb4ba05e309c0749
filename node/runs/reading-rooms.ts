/**
 * What the transfers of one fan-out that run on this node read, they share (src/engine/pipeline/reading-room.ts): a room of
 * 64 MiB at most for each fan-out, from the first of its attempts to the end of the last.
 */
import { createRoom, type RoomMemory, RoomSlots } from '../../src/engine/pipeline/room-slots.ts';
import type { TransferOrder } from '../../src/model/transfer.ts';
import type { TransferId } from '../../src/runtime/identifier.ts';
import type { Logger } from '../../src/runtime/log.ts';
import { formatBytes } from '../../src/runtime/units.ts';

interface Room {
  readonly memory: RoomMemory;
  attempts: number;
}

export class ReadingRooms {
  readonly #log: Logger;
  readonly #rooms = new Map<TransferId, Room>();

  constructor(log: Logger) {
    this.#log = log;
  }

  /** For one attempt. The memory is undefined for a transfer that is alone. */
  enter({ fanOut }: Pick<TransferOrder, 'fanOut'>): Disposable & { readonly memory: RoomMemory | undefined } {
    if (fanOut === undefined) return { memory: undefined, [Symbol.dispose]: () => undefined };
    const room = this.#rooms.get(fanOut) ?? { memory: createRoom(), attempts: 0 };
    this.#rooms.set(fanOut, room);
    room.attempts += 1;
    return { memory: room.memory, [Symbol.dispose]: () => this.#leave(fanOut, room) };
  }

  #leave(fanOut: TransferId, room: Room): void {
    room.attempts -= 1;
    if (room.attempts > 0) return;
    this.#rooms.delete(fanOut);
    const { readBytes, takenBytes } = new RoomSlots(room.memory);
    this.#log.info(
      { fanOut, readBytes, takenBytes },
      `fan-out ${fanOut}: ${formatBytes(readBytes)} were read for all, ${formatBytes(takenBytes)} taken from that`,
    );
  }
}
