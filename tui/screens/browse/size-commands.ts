/** Keys that count what lies below folders. */
import type { Command } from '../../keys/command.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import { cursorRow } from '../focused-list.ts';
import type { FolderRow } from './folder-row.ts';
import { isCounted, sizeKey, sizeParts, sizesWanted } from './folder-sizes.ts';

const base = { group: 'Look', danger: 0, action: 'look' } as const;

function partsNow(state: ConsoleState): ReturnType<typeof sizeParts> {
  const row = cursorRow(state) as FolderRow | undefined;
  return sizeParts(state, row?.kind === 'entry' ? row.entry : undefined);
}

export const sizeCommands: readonly Command[] = [
  {
    ...base,
    id: 'browse.size',
    title: 'count what lies below the folder, or below all that is marked',
    keys: ['ctrl-space', '#'],
    where: ['browse'],
    blocked: (state) => {
      const parts = partsNow(state);
      return typeof parts === 'string' ? parts : undefined;
    },
    run: ({ store, clock }) =>
      store.changeUi((ui, state) => {
        const parts = partsNow(state);
        if (typeof parts === 'string') return ui;
        const asked = clock.now();
        const wishes = parts.map((part) => ({ ...part, asked }));
        const keys = new Set(wishes.map(sizeKey));
        const others = sizesWanted(state).filter((wish) => !keys.has(sizeKey(wish)));
        return { ...ui, browse: { ...ui.browse, sizes: [...others, ...wishes] } };
      }),
  },
  {
    ...base,
    id: 'browse.stop-counting',
    title: 'stop counting',
    keys: ['esc'],
    where: ['browse-count'],
    run: ({ store }) =>
      store.changeUi((ui, { data }) => ({
        ...ui,
        browse: { ...ui.browse, sizes: ui.browse.sizes.filter((wish) => isCounted(data.sizes, wish)) },
      })),
  },
];
