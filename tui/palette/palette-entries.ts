/** All that `:` can find at this moment, and what of it the typed words mean. */

import { formatLocation } from '../../src/model/location.ts';
import type { Transfer } from '../../src/model/transfer.ts';
import { TransferId } from '../../src/runtime/identifier.ts';
import type { Command } from '../keys/command.ts';
import { commandWords, reachableCommands } from '../keys/reachable-commands.ts';
import type { ConsoleState } from '../store/console-store.ts';
import { placeText } from '../store/place.ts';
import { remembered } from '../store/remembered.ts';
import { fuzzySearch } from './fuzzy-search.ts';
import { knownPlaces, writtenPlace } from './known-places.ts';
import type { PaletteEntry } from './palette-entry.ts';

interface Haystack {
  readonly entries: readonly PaletteEntry[];
  readonly texts: readonly string[];
}

/** While nothing is typed, commands alone. */
export function paletteEntries(commands: readonly Command[], state: ConsoleState): readonly PaletteEntry[] {
  const { prompt } = state.ui;
  return prompt?.kind === 'palette' ? found(commands, { state, typed: prompt.field.text }) : [];
}

function found(
  commands: readonly Command[],
  { state, typed }: { readonly state: ConsoleState; readonly typed: string },
): readonly PaletteEntry[] {
  const reachable = reachableCommands(commands, state);
  const words = typed.toLowerCase().trim();
  if (words === '') return reachable.map((command) => ({ kind: 'command', command }));
  const { entries, texts } = haystack(reachable, state.data, state.ui.browse);
  const matches = (fuzzySearch(texts, typed) ?? []).flatMap((index) => entries[index] ?? []);
  const written = writtenEntries(typed.trim(), { state, reachable });
  const others = matches.filter((entry) => !written.some((one) => isSame(one, entry)));
  // What the words are the beginning of comes before what they merely occur in.
  return [
    ...written,
    ...others.filter((entry) => isNamed(entry, words)),
    ...others.filter((entry) => !isNamed(entry, words)),
  ];
}

function isNamed(entry: PaletteEntry, words: string): boolean {
  return entry.kind === 'command' && [entry.command.id, entry.command.title].some((text) => text.startsWith(words));
}

/** What is written out as people write it: an id, a place, a view and its filter. */
function writtenEntries(
  text: string,
  { state, reachable }: { readonly state: ConsoleState; readonly reachable: readonly Command[] },
): readonly PaletteEntry[] {
  const { data } = state;
  const id = TransferId.safeParse(text.toUpperCase()).data;
  if (id !== undefined) return [{ kind: 'transfer', id, transfer: knownTransfers(data).find((one) => one.id === id) }];
  const place = writtenPlace(text, data.nodes);
  if (place !== undefined) return [{ kind: 'place', place }];
  const [, view = '', filter = ''] = /^([a-z]+)\s+(\S.*)$/.exec(text) ?? [];
  const command = reachable.find((one) => one.id === `view.${view}`);
  return command === undefined ? [] : [{ kind: 'filtered', command, filter }];
}

const haystack = remembered(
  (reachable: readonly Command[], data: ConsoleState['data'], browse: ConsoleState['ui']['browse']): Haystack => {
    const transfers = knownTransfers(data);
    const made: readonly (readonly [PaletteEntry, string])[] = [
      ...reachable.map((command) => [{ kind: 'command', command }, commandWords(command)] as const),
      ...data.nodes.map(({ name, presence }) => [{ kind: 'node', name, presence }, `node ${name}`] as const),
      ...transfers.map(
        (transfer) => [{ kind: 'transfer', id: transfer.id, transfer }, transferWords(transfer)] as const,
      ),
      ...knownPlaces({ data, browse }, transfers).map((place) => [{ kind: 'place', place }, placeText(place)] as const),
    ];
    return { entries: made.map(([entry]) => entry), texts: made.map(([, text]) => text) };
  },
);

const knownTransfers = remembered((data: ConsoleState['data']): readonly Transfer[] => {
  const { newest } = data.lists;
  const all = [
    ...data.active,
    ...data.ended,
    ...(data.transfers?.transfers ?? []),
    ...(newest?.kind === 'ready' ? newest.value : []),
  ];
  return [...new Map(all.map((transfer) => [transfer.id, transfer])).values()];
});

function transferWords({ id, name, source, destination }: Transfer): string {
  return `${id} ${name} ${formatLocation(source)} ${formatLocation(destination)}`;
}

function isSame(one: PaletteEntry, other: PaletteEntry): boolean {
  if (one.kind === 'transfer' && other.kind === 'transfer') return one.id === other.id;
  return one.kind === 'place' && other.kind === 'place' && placeText(one.place) === placeText(other.place);
}
