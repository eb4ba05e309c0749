/** What matches what is typed behind `:`, above that line: commands, nodes, transfers and folders. */
import type { ReactNode } from 'react';
import { shownName } from '../../../src/runtime/names.ts';
import { Overlay } from '../../components/overlay.tsx';
import { routeText } from '../../format/route.ts';
import { stateWord } from '../../format/transfer-words.ts';
import { blockedBy } from '../../keys/availability.ts';
import { keyLabel } from '../../keys/key-label.ts';
import { paletteEntries } from '../../palette/palette-entries.ts';
import type { PaletteEntry } from '../../palette/palette-entry.ts';
import { useConsole, useConsoleState, wholeState } from '../../store/console-context.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import { hubNow } from '../../store/hub-time.ts';
import { placeText } from '../../store/place.ts';
import { fitCell } from '../../text/fit-cell.ts';
import type { Symbols } from '../../theme/symbols.ts';
import { useTheme } from '../../theme/theme-context.ts';

const shownMatches = 10;
const firstColumn = 22;
const dangerWords = ['', 'U undoes it', 'asks first'] as const;

export function PaletteBox(): ReactNode {
  const state = useConsoleState(wholeState);
  const { commands } = useConsole();
  const theme = useTheme();
  const { prompt } = state.ui;
  if (prompt?.kind !== 'palette') return null;
  const entries = paletteEntries(commands, state);
  const first = Math.max(0, prompt.index - shownMatches + 1);
  const lines = entries.slice(first, first + shownMatches).map((entry, index) => {
    const isChosen = first + index === prompt.index;
    const { name, rest, isBlocked } = entryLine(entry, { state, symbols: theme.symbols });
    const left = fitCell(name, { width: firstColumn, align: 'left', cut: 'end', ellipsis: theme.symbols.ellipsis });
    return theme.paint(isChosen ? 'cursor' : isBlocked ? 'muted' : 'text', `${isChosen ? '>' : ' '} ${left} ${rest}`);
  });
  return (
    <Overlay
      title="Commands"
      lines={lines.length === 0 ? [' nothing matches'] : lines}
      width={Math.min(100, state.size.columns)}
      size={state.size}
      place="bottom"
    />
  );
}

interface EntryLine {
  readonly name: string;
  readonly rest: string;
  readonly isBlocked: boolean;
}

function entryLine(
  entry: PaletteEntry,
  { state, symbols }: { readonly state: ConsoleState; readonly symbols: Symbols },
): EntryLine {
  switch (entry.kind) {
    case 'command': {
      const { command } = entry;
      const reason = blockedBy(command, state);
      const keys = command.keys.map((key) => keyLabel(key, symbols)).join(' ');
      const said = `${command.title}${reason === undefined ? '' : ` (${reason})`}  ${dangerWords[command.danger]}`;
      const fitted = fitCell(keys, { width: 12, align: 'left', cut: 'end', ellipsis: symbols.ellipsis });
      return { name: command.id, rest: `${fitted} ${said}`, isBlocked: reason !== undefined };
    }
    case 'filtered':
      return { name: entry.command.id, rest: `/ ${shownName(entry.filter)}`, isBlocked: false };
    case 'node':
      return { name: 'node', rest: `${shownName(entry.name)}  ${entry.presence}`, isBlocked: false };
    case 'transfer':
      return { name: entry.id, rest: transferText(entry, { state, symbols }), isBlocked: false };
    case 'place':
      return { name: 'folder', rest: shownName(placeText(entry.place)), isBlocked: false };
    default:
      return entry satisfies never;
  }
}

function transferText(
  { transfer }: Extract<PaletteEntry, { readonly kind: 'transfer' }>,
  { state, symbols }: { readonly state: ConsoleState; readonly symbols: Symbols },
): string {
  if (transfer === undefined) return '';
  const name = fitCell(shownName(transfer.name), { width: 24, align: 'left', cut: 'name', ellipsis: symbols.ellipsis });
  const route = routeText(transfer, { width: 36, symbols });
  return `${name} ${route}  ${stateWord(transfer, hubNow(state)).text}`;
}
