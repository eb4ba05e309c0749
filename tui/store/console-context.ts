/** How components look at the store: each names what it needs and is drawn again when that has changed. */
import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Console } from '../keys/command.ts';
import type { ConsoleState } from './console-store.ts';

export const ConsoleContext = createContext<Console | undefined>(undefined);

export function useConsole(): Console {
  const console = useContext(ConsoleContext);
  if (console === undefined) throw new Error('a component of the console was drawn outside of it');
  return console;
}

/** `select` must answer with the same object while nothing it depends on has changed. */
export function useConsoleState<Selected>(select: (state: ConsoleState) => Selected): Selected {
  const { store } = useConsole();
  return useSyncExternalStore(store.subscribe, () => select(store.read()));
}

export function wholeState(state: ConsoleState): ConsoleState {
  return state;
}
