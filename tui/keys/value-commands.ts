/** Keys of the line at the bottom that takes a new value for a transfer: its bandwidth cap or its streams. */

import { parseLimit } from '../../src/model/rate-limit.ts';
import { parseStreams } from '../../src/model/streams.ts';
import { changeTransfers, type TransferChange } from '../actions/transfer-changes.ts';
import { faultText } from '../format/fault-text.ts';
import type { ValuePrompt } from '../store/prompt.ts';
import type { Command, Console } from './command.ts';

const base = { group: 'Global', where: ['value'], danger: 0, action: 'look' } as const;

/** Throws `usage`. */
function changeOf({ of, field }: ValuePrompt): TransferChange {
  const text = field.text.trim();
  if (of === 'streams') return { kind: 'streams', streams: parseStreams(text) };
  return { kind: 'limit', bwlimit: parseLimit(text) ?? null };
}

/** What cannot be read stays in the line, with what would be right. */
function set(console: Console): void {
  const { store } = console;
  const { prompt } = store.state.ui;
  if (prompt?.kind !== 'value') return;
  try {
    const change = changeOf(prompt);
    store.changeUi((ui) => ({ ...ui, prompt: undefined }));
    void changeTransfers(
      console,
      prompt.transfers.map((transfer) => ({ transfer, change })),
    );
  } catch (thrown) {
    store.changeUi((ui) => ({ ...ui, prompt: { ...prompt, wrong: faultText(thrown) } }));
  }
}

export const valueCommands: readonly Command[] = [
  { ...base, id: 'value.set', title: 'set the value', keys: ['enter'], hint: 'set', run: set },
  {
    ...base,
    id: 'value.leave',
    title: 'leave it as it was',
    keys: ['esc'],
    hint: 'as before',
    run: ({ store }) => store.changeUi((ui) => ({ ...ui, prompt: undefined })),
  },
];
