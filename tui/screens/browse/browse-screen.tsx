/** Two folders on any two nodes, side by side, and what `t` would send from one to the other. */
import { Box } from 'ink';
import type { ReactNode } from 'react';
import { formatLocation } from '../../../src/model/location.ts';
import { shownPath } from '../../../src/model/path-text.ts';
import { shownName } from '../../../src/runtime/names.ts';
import { formatBytes } from '../../../src/runtime/units.ts';
import { Lines } from '../../components/lines.tsx';
import { Pane, paneInside } from '../../components/pane.tsx';
import { formatCount } from '../../format/count.ts';
import { useConsoleState, wholeState } from '../../store/console-context.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import { placeText } from '../../store/place.ts';
import type { Theme } from '../../theme/theme.ts';
import { useTheme } from '../../theme/theme-context.ts';
import { connectionsOf } from '../automation/automation-rows.ts';
import { frameLayout } from '../frame/frame-layout.ts';
import { browseLayout } from './browse-layout.ts';
import { BrowsePane } from './browse-pane.tsx';
import { countMarked, type FolderMarks } from './marks.ts';
import { sendPlan } from './send-requests.ts';

/** More do not fit on any screen. */
const shownNames = 60;

export function BrowseScreen(): ReactNode {
  const state = useConsoleState(wholeState);
  const theme = useTheme();
  const { isTwoPanes, pane, send } = browseLayout(frameLayout(state.size).body);
  const { active } = state.ui.browse;
  const inside = send.isBox ? paneInside(send) : send;
  const texts = sendLines(state, theme).slice(0, inside.height);
  const lines = <Lines lines={texts.map((text) => ` ${text}`)} width={inside.width} />;
  return (
    <>
      <Box>
        {(isTwoPanes || active === 0) && <BrowsePane state={state} index={0} area={pane[0]} />}
        {(isTwoPanes || active === 1) && <BrowsePane state={state} index={1} area={pane[1]} />}
      </Box>
      {send.isBox ? (
        <Pane
          title="Send"
          note={send.width < 100 ? 'Tab: other pane' : ''}
          width={send.width}
          height={send.height}
          isFocused={false}
        >
          {lines}
        </Pane>
      ) : (
        lines
      )}
    </>
  );
}

function sendLines({ ui, data }: ConsoleState, theme: Theme): readonly string[] {
  const plan = sendPlan(ui, connectionsOf(data));
  if (plan.kind === 'blocked') return [theme.paint('muted', plan.reason)];
  const [first] = plan.requests;
  const { browse } = ui;
  const { marks } = browse.panes[browse.active];
  const to = browse.panes[browse.active === 0 ? 1 : 0].place;
  if (first === undefined || to === undefined) return [];
  const { arrow } = theme.symbols;
  const target = `${shownName(placeText(to))}${first.via === undefined ? '' : `, moved by ${first.via}`}`;
  if (marks.size === 0) {
    return [`nothing marked: t sends what is in ${shownName(formatLocation(first.source))} ${arrow} ${target}`];
  }
  const size = plan.bytes === undefined ? '' : `   ${formatBytes(plan.bytes)}`;
  const { length } = plan.requests;
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
