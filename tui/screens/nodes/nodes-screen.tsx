/** All nodes: how each is, what it moves, what is free. */
import { Box } from 'ink';
import type { ReactNode } from 'react';
import { skewText } from '../../../src/model/clock-skew.ts';
import type { NodeRecord } from '../../../src/model/node-record.ts';
import { shownName } from '../../../src/runtime/names.ts';
import { formatBytes } from '../../../src/runtime/units.ts';
import { Lines } from '../../components/lines.tsx';
import { Pane, paneInside } from '../../components/pane.tsx';
import { shortDate } from '../../format/instant.ts';
import { nodeHealth } from '../../format/node-words.ts';
import { useConsoleState, wholeState } from '../../store/console-context.ts';
import { hubNow } from '../../store/hub-time.ts';
import { cursorRow } from '../focused-list.ts';
import { frameLayout } from '../frame/frame-layout.ts';
import { listLayout } from '../list-layout.ts';
import { ListTable } from '../list-table.tsx';
import { rangeText } from '../range-text.ts';
import { nodeList } from './node-columns.ts';
import { nodeRows } from './node-rows.ts';

export function NodesScreen(): ReactNode {
  const state = useConsoleState(wholeState);
  const { ui, size, data } = state;
  const { list, details } = listLayout(frameLayout(size).body);
  const rows = nodeRows(state, { kind: nodeList, filter: ui.nodes.filter });
  const inside = paneInside(list);
  const node = cursorRow(state) as NodeRecord | undefined;
  const online = data.nodes.filter(({ presence }) => presence === 'online').length;
  return (
    <Box>
      <Pane
        title="Nodes"
        note={`${online} of ${data.nodes.length} online`}
        foot={rangeText(ui.nodes.list, { rows, height: inside.height - 1 })}
        {...list}
        isFocused
      >
        <ListTable
          state={state}
          kind={nodeList}
          rows={rows}
          list={ui.nodes.list}
          {...inside}
          isFocused
          empty="no node here"
        />
      </Pane>
      {details.width > 0 && (
        <Pane title={node?.name ?? ''} {...details} isFocused={false}>
          {node !== undefined && (
            <Lines lines={nodeFacts(node, hubNow(state)).map((text) => ` ${text}`)} width={paneInside(details).width} />
          )}
        </Pane>
      )}
    </Box>
  );
}

function nodeFacts(node: NodeRecord, now: number): readonly string[] {
  const { text, reason } = nodeHealth(node, now);
  const roots = (node.health?.roots ?? []).map(({ path, isReadOnly, freeBytes, totalBytes }) => {
    const room =
      freeBytes === undefined
        ? 'cannot be looked at'
        : `${formatBytes(freeBytes)} free of ${formatBytes(totalBytes ?? 0)}`;
    return `  ${shownName(path)}${isReadOnly ? ' (read-only)' : ''}   ${room}`;
  });
  return [
    `${text}${reason === '' ? '' : `: ${shownName(reason)}`}`,
    `${node.presence} since ${shortDate(node.since)}Z`,
    `data port ${shownName(node.dataAddress ?? 'none, it dials out only')}`,
    `clock ${node.clockSkewMs === undefined ? 'not compared yet' : skewText(node.clockSkewMs, "the hub's")}`,
    '',
    'roots',
    ...roots,
  ];
}
