/** Below the panes: what is marked and where it goes, or, once that was asked for, what sending it would do. */
import type { ReactNode } from 'react';
import { formatLocation } from '../../../src/model/location.ts';
import { shownPath } from '../../../src/model/path-text.ts';
import { shownName } from '../../../src/runtime/names.ts';
import { Lines } from '../../components/lines.tsx';
import { Pane, paneInside } from '../../components/pane.tsx';
import { formatCount } from '../../format/count.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import { placeText } from '../../store/place.ts';
import { staleTheme, type Theme } from '../../theme/theme.ts';
import { useTheme } from '../../theme/theme-context.ts';
import type { BrowseLayout } from './browse-layout.ts';
import { markedSize, markedText } from './folder-sizes.ts';
import { countMarked, type FolderMarks } from './marks.ts';
import { planLines, planNote, standingOf } from './plan-lines.ts';
import { currentSend } from './send-requests.ts';

/** More do not fit on any screen. */
const shownNames = 60;

export interface SendBoxProps {
  readonly state: ConsoleState;
  readonly area: BrowseLayout['send'];
}

export function SendBox({ state, area }: SendBoxProps): ReactNode {
  const theme = useTheme();
  const { isBox } = area;
  const inside = isBox ? paneInside(area) : area;
  const hasPlan = state.ui.browse.plan !== undefined;
  // What is being looked at again is as old as the data of a hub that is away.
  const look = { theme: standingOf(state) === 'old' ? staleTheme(theme) : theme, ...inside };
  const texts = hasPlan ? planLines(state, look) : sendLines(state, theme);
  const lines = <Lines lines={texts.slice(0, inside.height).map((text) => ` ${text}`)} width={inside.width} />;
  if (!isBox) return lines;
  const { width, height } = area;
  const note = hasPlan ? planNote(state) : width < 100 ? 'Tab: other pane' : '';
  const title = hasPlan ? 'Plan (dry run)' : 'Send';
  return (
    <Pane title={title} note={note} width={width} height={height} isFocused={false}>
      {lines}
    </Pane>
  );
}

function sendLines(state: ConsoleState, theme: Theme): readonly string[] {
  const send = currentSend(state);
  if (send.kind === 'blocked') return [theme.paint('muted', send.reason)];
  const [first] = send.requests;
  const { browse } = state.ui;
  const { marks } = browse.panes[browse.active];
  const to = browse.panes[browse.active === 0 ? 1 : 0].place;
  if (first === undefined || to === undefined) return [];
  const { arrow } = theme.symbols;
  const target = `${shownName(placeText(to))}${first.via === undefined ? '' : `, moved by ${first.via}`}`;
  if (marks.size === 0) {
    return [`nothing marked: t sends what is in ${shownName(formatLocation(first.source))} ${arrow} ${target}`];
  }
  const counted = markedSize(state, browse.active);
  const size = counted === undefined ? '' : `   ${markedText(counted)}`;
  const { length } = send.requests;
  return [
    `${formatCount(countMarked(marks))} marked${size}   ${arrow} ${target}   t sends, ${length === 1 ? '1 transfer' : `${formatCount(length)} transfers`}`,
    theme.paint('muted', [...marks.values()].map(namesOf).join('  ')),
  ];
}

function namesOf({ place, isAllBut, entries }: FolderMarks): string {
  const names = Array.from(entries.values().take(shownNames), ({ name }) => shownPath(name)).join('  ');
  if (!isAllBut) return names;
  return `all in ${shownName(placeText(place))}${names === '' ? '' : ` but ${names}`}`;
}
