/** What is known of both ends before anything is started: are they there, is the path inside a root, is there room, may it be written. */
import type { ConnectionRecord } from '../../../src/model/connection-record.ts';
import type { NodeRecord, NodeRoot } from '../../../src/model/node-record.ts';
import { shownName } from '../../../src/runtime/names.ts';
import { formatBytes } from '../../../src/runtime/units.ts';
import { nodeHealth } from '../../format/node-words.ts';
import type { Word } from '../../format/transfer-words.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import { hubNow } from '../../store/hub-time.ts';
import { connectionOf } from '../automation/automation-rows.ts';
import { choiceIn, textIn } from './form-state.ts';

export function endChecks(state: ConsoleState): readonly Word[] {
  const { form } = state.ui;
  return [
    ...endLines(state, { end: 'from', node: choiceIn(form, 'fromNode'), path: textIn(form, 'fromPath').text }),
    { text: '', role: 'text' },
    ...endLines(state, { end: 'to', node: choiceIn(form, 'toNode'), path: textIn(form, 'toPath').text }),
  ];
}

interface End {
  readonly end: 'from' | 'to';
  /** Empty while none is chosen. */
  readonly node: string;
  readonly path: string;
}

function endLines(state: ConsoleState, { end, node, path }: End): readonly Word[] {
  const connection = connectionOf(state, node);
  if (connection !== undefined) return connectionLines(connection, { end, node, path });
  const record = state.data.nodes.find(({ name }) => name === node);
  if (record === undefined) return [{ text: `${end.padEnd(5)} no node chosen`, role: 'warn' }];
  const { text, role, reason } = nodeHealth(record, hubNow(state));
  const lines: Word[] = [
    { text: `${end.padEnd(5)} ${record.name}  ${text}${reason === '' ? '' : `  ${shownName(reason)}`}`, role },
  ];
  const root = rootOf(record, path);
  if (root === undefined)
    return [...lines, { text: `root  ${shownName(path)} lies in no root of ${record.name}`, role: 'bad' }];
  lines.push({ text: `root  ${shownName(root.path)}`, role: 'good' });
  if (end === 'from') return lines;
  lines.push(
    root.isReadOnly
      ? { text: 'write refused: the root is read-only', role: 'bad' }
      : { text: 'write ok', role: 'good' },
  );
  lines.push(
    root.freeBytes === undefined
      ? { text: 'room  unknown', role: 'warn' }
      : { text: `room  ${formatBytes(root.freeBytes)} free`, role: 'good' },
  );
  return lines;
}

/** What the place allows is known to nodes alone, when they look: Automation asks them (`c`). */
function connectionLines({ name, kind, endpoint, nodes }: ConnectionRecord, { end, path }: End): readonly Word[] {
  const able = nodes.length === 0 ? 'no node' : shownName(nodes.join(', '));
  const isPlace = path.split('/').some((part) => part !== '');
  return [
    { text: `${end.padEnd(5)} ${name}  ${kind} ${shownName(endpoint)}`, role: 'text' },
    isPlace
      ? { text: 'place not looked at yet', role: 'muted' }
      : { text: 'place the path begins with a bucket or folder', role: 'bad' },
    { text: `opens ${able}`, role: nodes.length === 0 ? 'bad' : 'text' },
  ];
}

function rootOf({ health }: NodeRecord, path: string): NodeRoot | undefined {
  return health?.roots.find(
    (root) => path === root.path || path.startsWith(root.path.endsWith('/') ? root.path : `${root.path}/`),
  );
}
