/** The main thread's side of a thread that may have to meet a peer: what the thread is given, and who answers it. */
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { MeetingWays } from '../data-plane.ts';
import type { MeetingSetting } from './meetings.ts';
import { answerSummons } from './summon-port.ts';

export interface MeetingHandout {
  readonly meeting: MeetingSetting | undefined;
  /** To go with it into the thread. */
  readonly transferList: readonly MessagePort[];
}

export function handOutMeeting(ways: MeetingWays | undefined): MeetingHandout {
  if (ways === undefined) return { meeting: undefined, transferList: [] };
  const { hub, home, last, summon } = ways;
  const { port1, port2 } = new MessageChannel();
  answerSummons(port1, summon);
  return { meeting: { hub, home, last, summons: port2 }, transferList: [port2] };
}
