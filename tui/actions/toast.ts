/** A line that says what just happened, for a few seconds. */
import type { Console } from '../keys/command.ts';
import type { Toast } from '../store/ui-state.ts';

const shownMs = 6000;
export const undoMs = 10_000;

export interface ToastOptions {
  readonly text: string;
  readonly role: Toast['role'];
  readonly undo?: Toast['undo'];
  /** What a script would have said to do the same. */
  readonly command?: string;
}

export function toast({ store, clock }: Console, { text, role, undo, command }: ToastOptions): void {
  const at = clock.now();
  const until = at + (undo === undefined ? shownMs : undoMs);
  store.changeUi((ui) => ({
    ...ui,
    toast: { text, role, until, undo },
    done: command === undefined ? ui.done : { command, at },
  }));
}
