/** What a thread needs to meet a peer that it cannot dial, and what it remembers of how it came to it. */
import type { MessagePort } from 'node:worker_threads';
import type { Reach, ReachKind } from '../../../src/model/reach.ts';
import { type Summon, summonThrough } from './summon-port.ts';

/** Of a thread, as it is started. */
export interface MeetingSetting {
  /** `host:port` of the hub. */
  readonly hub: string;
  /** Where home-place.ts listens; undefined with `--listen none`. */
  readonly home: string | undefined;
  /** How the peer was reached the last time. */
  readonly last: ReachKind | undefined;
  readonly summons: MessagePort;
}

export class Meetings {
  readonly hub: string;
  readonly home: string | undefined;
  readonly last: ReachKind | undefined;
  readonly summon: Summon;
  readonly #onReach: (reach: Reach) => void;
  #found: ReachKind | undefined;

  constructor({ hub, home, last, summons }: MeetingSetting, onReach: (reach: Reach) => void) {
    this.hub = hub;
    this.home = home;
    this.last = last;
    this.summon = summonThrough(summons);
    this.#onReach = onReach;
  }

  /** The way that was found, for every further connection. */
  get found(): ReachKind | undefined {
    return this.#found;
  }

  find(reach: Reach): void {
    this.#found = reach.kind;
    this.#onReach(reach);
  }
}
