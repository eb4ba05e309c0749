/** What the operator has chosen in the view of logs. */
import { hubLogName, type LogLine } from '../../../src/model/log-page.ts';
import type { Transfer } from '../../../src/model/transfer.ts';
import { type ListState, listStart } from '../../store/list-state.ts';

/** The least serious lines that are shown; undefined is all. */
export const leastLevels = [undefined, 'debug', 'info', 'warn', 'error'] as const;
export type LeastLevel = Exclude<(typeof leastLevels)[number], undefined> & LogLine['level'];

export interface LogsState {
  /** A node, or `hub`. */
  readonly node: string;
  /** Only the lines of this transfer. */
  readonly only: string | undefined;
  readonly level: LeastLevel | undefined;
  readonly search: string;
  readonly list: ListState;
  /** The cursor is on the newest line, whatever comes. */
  readonly isFollowing: boolean;
  /** The newest line when following ended. */
  readonly pausedAt: number;
  readonly isWrapped: boolean;
  /** Where reading begins, when a search led out of what was read; undefined is at the end. */
  readonly from: number | undefined;
  /** Each is a new reading. */
  readonly reading: number;
}

export const logsStart: LogsState = {
  node: hubLogName,
  only: undefined,
  level: undefined,
  search: '',
  list: listStart,
  isFollowing: true,
  pausedAt: 0,
  isWrapped: false,
  from: undefined,
  reading: 0,
};

/** From the end, with other lines than before. */
export function readAnew(logs: LogsState, change: Partial<LogsState> = {}): LogsState {
  const { list, isFollowing, pausedAt, from } = logsStart;
  return { ...logs, list, isFollowing, pausedAt, from, reading: logs.reading + 1, ...change };
}

/** The log in which a transfer is found is that of the node that drives it. */
export function ofTransfer(logs: LogsState, { id, owner, source }: Transfer): LogsState {
  return readAnew(logs, { node: owner ?? source.node, only: id, level: undefined, search: '' });
}
