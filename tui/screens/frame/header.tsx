/** Line 1: which hub and how it stands, the totals, who we are, the hub's clock. What does not fit drops out from the end of the list. */
import { Text } from 'ink';
import type { ReactNode } from 'react';
import { shownName } from '../../../src/runtime/names.ts';
import { formatDuration, formatRate } from '../../../src/runtime/units.ts';
import { formatCount } from '../../format/count.ts';
import { clockTime } from '../../format/instant.ts';
import { useConsoleState, wholeState } from '../../store/console-context.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import { hubNow } from '../../store/hub-time.ts';
import { fitCell } from '../../text/fit-cell.ts';
import stringWidth from '../../text/string-width.ts';
import type { Role, Theme } from '../../theme/theme.ts';
import { useTheme } from '../../theme/theme-context.ts';

interface Part {
  readonly text: string;
  readonly role: Role;
  /** 1 stays longest. */
  readonly priority: number;
}

export function Header(): ReactNode {
  const state = useConsoleState(wholeState);
  const theme = useTheme();
  const { columns } = state.size;
  let parts = headerParts(state, theme);
  if (theme.isLinear) return <Text>{parts.map(({ text }) => text).join(', ')}</Text>;
  const lengthOf = (): number => parts.reduce((sum, { text }) => sum + stringWidth(text) + 2, 0);
  while (parts.length > 1 && lengthOf() > columns) {
    const lowest = Math.max(...parts.map(({ priority }) => priority));
    parts = parts.filter((part) => part !== parts.findLast(({ priority }) => priority === lowest));
  }
  const line = ` ${parts.map(({ text, role }) => theme.paint(role, text)).join('  ')}`;
  const narrow = fitCell(parts[0]?.text ?? '', {
    width: columns,
    align: 'left',
    cut: 'end',
    ellipsis: theme.symbols.ellipsis,
  });
  return <Text wrap="truncate">{lengthOf() > columns ? narrow : line}</Text>;
}

function headerParts(state: ConsoleState, { symbols, isLinear }: Theme): readonly Part[] {
  const { data, ui } = state;
  const { overview, me } = data;
  const parts: Part[] = [linkPart(state, symbols)];
  if (overview !== undefined) {
    const missing = overview.nodes - overview.nodesOnline;
    parts.push(
      {
        text: isLinear
          ? `nodes ${overview.nodesOnline} of ${overview.nodes}`
          : `nodes ${overview.nodesOnline}/${overview.nodes}${missing > 0 ? ` !${missing}` : ''}`,
        role: missing > 0 ? 'warn' : 'text',
        priority: 3,
      },
      { text: `run ${overview.running}`, role: 'strong', priority: 2 },
      { text: `queue ${formatCount(overview.queued)}`, role: 'text', priority: 4 },
      { text: `fail ${overview.failed}`, role: overview.failed > 0 ? 'bad' : 'text', priority: 4 },
      { text: `${isLinear ? 'moving' : symbols.down} ${formatRate(overview.rate)}`, role: 'strong', priority: 2 },
    );
  }
  if (data.alerts !== undefined) {
    const { open, critical } = data.alerts;
    const role = critical > 0 ? 'bad' : open > 0 ? 'warn' : 'text';
    parts.push({ text: `alerts ${formatCount(open)}`, role, priority: open > 0 ? 3 : 6 });
  }
  if (me !== undefined) parts.push({ text: `${shownName(me.name)}/${me.role}`, role: 'muted', priority: 6 });
  if (ui.frozenAt !== undefined)
    parts.push({
      text: `FROZEN ${formatDuration((state.now - ui.frozenAt) / 1000)} (z goes on)`,
      role: 'warn',
      priority: 1,
    });
  if (ui.isReadOnly) parts.push({ text: 'READ-ONLY', role: 'warn', priority: 3 });
  if (ui.slowedTo !== undefined) parts.push({ text: `slowed to ${ui.slowedTo}/s`, role: 'warn', priority: 9 });
  if (me !== undefined) parts.push({ text: clockTime(hubNow(state)), role: 'muted', priority: 5 });
  return parts;
}

function linkPart({ data, now }: ConsoleState, symbols: Theme['symbols']): Part {
  const { connection, me } = data;
  const name = `longhaul ${me === undefined ? '' : `${shownName(me.hub)} `}`;
  switch (connection.kind) {
    case 'connecting':
      return { text: `${name}${symbols.linkTrying} connecting`, role: 'warn', priority: 1 };
    case 'up': {
      const latency = connection.latencyMs === undefined ? '' : ` ${connection.latencyMs} ms`;
      return { text: `${name}${symbols.linkUp}${latency}`, role: 'accent', priority: 1 };
    }
    case 'away': {
      const retry = Math.max(0, Math.ceil((connection.retryAt - now) / 1000));
      const age = formatDuration((now - connection.since) / 1000);
      const isKnown = me !== undefined;
      return {
        text: `${name}${symbols.linkDown} hub away${isKnown ? `, data ${age} old` : ''}, retry in ${retry} s`,
        role: 'bad',
        priority: 1,
      };
    }
    default:
      return connection satisfies never;
  }
}
