/** What needs a person now: made of what the hub tells anyway, so that it is as true as the other views. */
import type { NodeRecord } from '../../../src/model/node-record.ts';
import { isAllowed } from '../../../src/model/principal.ts';
import type { Transfer } from '../../../src/model/transfer.ts';
import type { TriggerRecord } from '../../../src/model/trigger-record.ts';
import { shownMessage } from '../../../src/runtime/names.ts';
import type { Column } from '../../components/table-layout.ts';
import { formatFiles } from '../../format/count.ts';
import { shortDate } from '../../format/instant.ts';
import { nodeTroubles } from '../../format/node-words.ts';
import { onWord, troubleText } from '../../format/trigger-words.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import { matchesFilter } from '../../store/filter.ts';
import { hubNow } from '../../store/hub-time.ts';
import { arrayRows, type Rows } from '../../store/list-state.ts';
import { endWord } from '../admin/admin-columns.ts';

/** Where Enter leads. */
export type AlertPlace =
  | { readonly kind: 'transfer'; readonly transfer: Transfer }
  | { readonly kind: 'node'; readonly name: string }
  | { readonly kind: 'trigger'; readonly record: TriggerRecord }
  | { readonly kind: 'member'; readonly of: 'users' | 'nodes'; readonly name: string };

export interface AlertRow {
  readonly isCritical: boolean;
  readonly about: string;
  readonly text: string;
  /** Since when, where that is known. */
  readonly at: number | undefined;
  readonly place: AlertPlace;
}

const dayMs = 24 * 3_600_000;
/** A peer that is restarted is back before that. */
const manyAttempts = 3;
const shownNodeTroubles: readonly string[] = ['DOWN', 'root?', 'full', 'clock'];

/** The critical ones first, of each kind the newest. */
export function alertRows(state: ConsoleState): Rows<AlertRow> {
  const { filter } = state.ui.alerts;
  const all = alertsOf(state);
  const shown = filter === '' ? all : all.filter(({ about, text }) => matchesFilter(`${about} ${text}`, filter));
  return arrayRows(shown, ({ about, text }) => `${about} ${text}`);
}

export function alertsOf(state: ConsoleState): readonly AlertRow[] {
  const { data } = state;
  const now = hubNow(state);
  const { failures, triggers, members } = data.lists;
  const rows = [
    ...data.nodes.flatMap((node) => nodeAlerts(node, now)),
    ...(failures?.kind === 'ready' ? failures.value.flatMap((transfer) => failureAlerts(transfer, now)) : []),
    ...data.active.flatMap(waitAlerts),
    ...(triggers?.kind === 'ready' ? triggers.value.flatMap(triggerAlerts) : []),
    ...(members?.kind === 'ready'
      ? [
          ...members.value.nodes.flatMap((member) => certificateAlerts('nodes', member, now)),
          ...members.value.users.flatMap((member) => certificateAlerts('users', member, now)),
        ]
      : []),
  ];
  return rows.toSorted(
    (one, other) => Number(other.isCritical) - Number(one.isCritical) || (other.at ?? 0) - (one.at ?? 0),
  );
}

/** What is left out, and for whom; undefined when nothing is. */
export function notLookedAt({ data }: ConsoleState): string | undefined {
  const { me, lists, transfers } = data;
  if (lists.failures?.kind === 'failed') return `failures: ${lists.failures.reason}`;
  if (transfers?.filter === 'active' && transfers.total > transfers.transfers.length)
    return `of what waits the newest ${transfers.transfers.length} are looked at`;
  return me !== undefined && !isAllowed(me.role, 'administer') ? 'certificates are for admins' : undefined;
}

function nodeAlerts(node: NodeRecord, now: number): readonly AlertRow[] {
  return nodeTroubles(node, now)
    .filter(({ text }) => shownNodeTroubles.includes(text))
    .map(({ role, reason }) => ({
      isCritical: role === 'bad',
      about: node.name,
      text: reason,
      at: node.presence === 'offline' ? node.since : undefined,
      place: { kind: 'node', name: node.name },
    }));
}

function failureAlerts(transfer: Transfer, now: number): readonly AlertRow[] {
  const { id, name, state, endedAt: at } = transfer;
  if (at === undefined || at < now - dayMs) return [];
  const place = { kind: 'transfer', transfer } as const;
  if (state.kind === 'failed')
    return [{ isCritical: true, about: id, text: `${name} failed: ${shownMessage(state.reason.message)}`, at, place }];
  if (state.kind !== 'completed-with-errors') return [];
  return [{ isCritical: false, about: id, text: `${name}: ${formatFiles(state.failedFiles)} failed`, at, place }];
}

function waitAlerts(transfer: Transfer): readonly AlertRow[] {
  const { id, name, state } = transfer;
  if (state.kind !== 'waiting' || state.attempt < manyAttempts) return [];
  const text = `${name} waits, ${state.attempt} attempts: ${shownMessage(state.reason.message)}`;
  return [{ isCritical: false, about: id, text, at: undefined, place: { kind: 'transfer', transfer } }];
}

function triggerAlerts(record: TriggerRecord): readonly AlertRow[] {
  const { trigger, lastRun, lastResult } = record;
  if (!trigger.enabled) return [];
  const isInTrouble = onWord(record).text === 'ERR';
  if (!isInTrouble && lastResult !== 'failure') return [];
  const text = isInTrouble ? troubleText(record) : 'what it started last has failed';
  return [{ isCritical: isInTrouble, about: trigger.name, text, at: lastRun?.at, place: { kind: 'trigger', record } }];
}

function certificateAlerts(
  of: 'users' | 'nodes',
  { name, expiresAt }: { readonly name: string; readonly expiresAt: number },
  now: number,
): readonly AlertRow[] {
  const { text, role } = endWord(expiresAt, now);
  if (role === 'text') return [];
  const isCritical = role === 'bad';
  return [
    {
      isCritical,
      about: name,
      text: `its certificate ${isCritical ? text : `ends ${text}`}`,
      at: isCritical ? expiresAt : undefined,
      place: { kind: 'member', of, name },
    },
  ];
}

export const alertColumns: readonly Column<AlertRow>[] = [
  {
    title: 'LEVEL',
    width: 6,
    align: 'left',
    priority: 1,
    cell: ({ isCritical }) => (isCritical ? { text: '! CRIT', role: 'bad' } : { text: '  WARN', role: 'warn' }),
  },
  { title: 'WHAT', width: 12, flex: 1, align: 'left', cut: 'middle', priority: 1, cell: ({ about }) => about },
  { title: 'WHY', width: 24, flex: 5, align: 'left', priority: 1, cell: ({ text }) => shownMessage(text) },
  {
    title: 'SINCE',
    width: 11,
    align: 'left',
    priority: 2,
    cell: ({ at }) => ({ text: at === undefined ? '-' : shortDate(at), role: 'muted' }),
  },
];
