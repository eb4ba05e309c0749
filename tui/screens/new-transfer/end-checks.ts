/** What is known of both ends before anything is started: are they there, is the path inside a root, is there room, may it be written. */
import type { NodeRecord, NodeRoot } from '../../../src/model/node-record.ts';
import { shownName } from '../../../src/runtime/names.ts';
import { formatBytes } from '../../../src/runtime/units.ts';
import { nodeHealth } from '../../format/node-words.ts';
import type { Word } from '../../format/transfer-words.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import { hubNow } from '../../store/hub-time.ts';

export function endChecks(state: ConsoleState): readonly Word[] {
  const { form } = state.ui;
  return [
    ...endLines(state, { end: 'from', node: form.fromNode, path: form.texts.fromPath.text }),
    { text: '', role: 'text' },
    ...endLines(state, { end: 'to', node: form.toNode, path: form.texts.toPath.text }),
  ];
}

interface End {
  readonly end: 'from' | 'to';
  readonly node: string | undefined;
  readonly path: string;
}

function endLines(state: ConsoleState, { end, node, path }: End): readonly Word[] {
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

function rootOf({ health }: NodeRecord, path: string): NodeRoot | undefined {
  return health?.roots.find(
    (root) => path === root.path || path.startsWith(root.path.endsWith('/') ? root.path : `${root.path}/`),
  );
}
