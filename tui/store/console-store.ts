/**
 * The console's state, outside of React. Two kinds of change: what the hub told is published by the ticker, what the
 * operator did is applied at once. Each is one new state, one notice to React, one frame.
 */
import { isNews } from '../linear/quiet.ts';
import type { HubData } from './hub-data.ts';
import { noHubData } from './hub-data.ts';
import { startUi, type UiState, type Wishes } from './ui-state.ts';

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

export interface ConsoleState {
  readonly data: HubData;
  readonly ui: UiState;
  readonly size: Size;
  /** Our clock at the last publication: all ages and remaining times on one frame agree. */
  readonly now: number;
}

export interface StoreStart {
  readonly size: Size;
  readonly now: number;
  readonly wishes: Wishes;
  /** Figures alone change nothing on the screen: only keys do, what they ask for, and news. */
  readonly isQuiet?: boolean;
}

/** Answers to a key come within it, or are news. */
const answerMs = 1000;

export class ConsoleStore {
  #state: ConsoleState;
  /** What was published last, also while the picture stands still. */
  #latest: HubData = noHubData;
  readonly #listeners = new Set<() => void>();

  readonly #isQuiet: boolean;
  #latestNow: number;
  #keyAt = Number.NEGATIVE_INFINITY;

  constructor({ size, now, wishes, isQuiet = false }: StoreStart) {
    this.#isQuiet = isQuiet;
    this.#latestNow = now;
    this.#state = { data: noHubData, ui: startUi(wishes), size, now };
  }

  /** Bound, because React takes it as a function. */
  readonly read = (): ConsoleState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  get state(): ConsoleState {
    return this.#state;
  }

  changeUi(change: (ui: UiState, state: ConsoleState) => UiState): void {
    const { view, frozenAt } = this.#state.ui;
    let ui = change(this.#state.ui, this.#state);
    // Another view was not looked at when the picture was stopped.
    if (ui.frozenAt !== undefined && ui.view !== view) ui = { ...ui, frozenAt: undefined };
    const isThawed = frozenAt !== undefined && ui.frozenAt === undefined;
    const isHeld = this.#isQuiet && ui.frozenAt === undefined;
    if (ui !== this.#state.ui) this.#keyAt = performance.now();
    this.#set({
      ...this.#state,
      ui,
      ...((isThawed || isHeld) && { data: this.#latest }),
      ...(isHeld && { now: this.#latestNow }),
    });
  }

  /** What was told last, as after a key. */
  showLatest(): void {
    this.changeUi((ui) => ({ ...ui }));
  }

  publish(data: HubData, now: number): void {
    this.#latest = data;
    this.#latestNow = now;
    const { ui, data: shown } = this.#state;
    if (this.#isQuiet && performance.now() - this.#keyAt > answerMs && !isNews(shown, data)) return;
    // How the hub is reached is never a matter of yesterday.
    const isSame = shown.connection === data.connection && shown.me === data.me;
    const kept = isSame ? shown : { ...shown, connection: data.connection, me: data.me };
    this.#set({ ...this.#state, data: ui.frozenAt === undefined ? data : kept, now });
  }

  resize(size: Size): void {
    this.#set({ ...this.#state, size });
  }

  #set(state: ConsoleState): void {
    const before = this.#state;
    if (state.ui === before.ui && state.data === before.data && state.now === before.now && state.size === before.size)
      return;
    this.#state = state;
    for (const listener of [...this.#listeners]) listener();
  }
}
