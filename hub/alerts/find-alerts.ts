/** What needs a person now, found in what the hub knows anyway. Their texts change only when what they say does. */
import type { Alert } from '../../src/model/alert.ts';
import { endsSoonMs, type MemberList } from '../../src/model/member-list.ts';
import type { NodeRecord } from '../../src/model/node-record.ts';
import { type NodeTrouble, nodeTroubles } from '../../src/model/node-troubles.ts';
import type { Transfer } from '../../src/model/transfer.ts';
import type { TriggerRecord } from '../../src/model/trigger-record.ts';
import { triggerTrouble } from '../../src/model/trigger-trouble.ts';
import { shownMessage, shownName } from '../../src/runtime/names.ts';

export type FoundAlert = Omit<Alert, 'answer'>;

/** As it is stored, or as it is shown. */
type Moving = Pick<Transfer, 'id' | 'name' | 'state' | 'endedAt'>;

export interface AlertSources {
  readonly nodes: readonly Pick<NodeRecord, 'name' | 'presence' | 'since' | 'health' | 'clockSkewMs' | 'latencyMs'>[];
  /** Some of those that failed or left files behind, the newest among them. */
  readonly failures: readonly Moving[];
  readonly active: Iterable<Moving>;
  readonly triggers: readonly TriggerRecord[];
  readonly members: Pick<MemberList, 'users' | 'nodes'>;
}

const dayMs = 24 * 3_600_000;
/** A peer that is restarted is back before that. */
const manyAttempts = 3;
/** What does not pass by itself. */
const lasting: readonly NodeTrouble['word'][] = ['DOWN', 'root?', 'full', 'clock'];

export function findAlerts({ nodes, failures, active, triggers, members }: AlertSources, now: number): FoundAlert[] {
  const waiting = [...active].flatMap(waitAlerts);
  return [
    ...nodes.flatMap(nodeAlerts),
    ...failures.flatMap((transfer) => failureAlerts(transfer, now)),
    ...waiting,
    ...triggers.flatMap(triggerAlerts),
    ...members.nodes.flatMap((member) => certificateAlerts('nodes', member, now)),
    ...members.users.flatMap((member) => certificateAlerts('users', member, now)),
  ];
}

function nodeAlerts(node: AlertSources['nodes'][number]): FoundAlert[] {
  const { name, presence, since } = node;
  return nodeTroubles(node)
    .filter(({ word }) => lasting.includes(word))
    .map(({ word, isCritical, reason }) => ({
      id: `node/${name}/${word}`,
      isCritical,
      about: name,
      text: shownName(reason),
      ...(presence === 'offline' && { at: since }),
      place: { kind: 'node', name },
    }));
}

function failureAlerts({ id, name, state, endedAt: at }: Moving, now: number): FoundAlert[] {
  if (at === undefined || at < now - dayMs) return [];
  const place = { kind: 'transfer', transfer: id } as const;
  const shared = { id: `transfer/${id}/ended`, about: id, at, place };
  if (state.kind === 'failed')
    return [{ ...shared, isCritical: true, text: shownMessage(`${name} failed: ${state.reason.message}`) }];
  if (state.kind !== 'completed-with-errors') return [];
  const files = state.failedFiles === 1 ? '1 file' : `${state.failedFiles} files`;
  return [{ ...shared, isCritical: false, text: `${shownName(name)}: ${files} failed` }];
}

function waitAlerts({ id, name, state }: Moving): FoundAlert[] {
  if (state.kind !== 'waiting' || state.attempt < manyAttempts) return [];
  const text = shownMessage(`${name} waits, ${state.attempt} attempts: ${state.reason.message}`);
  const place = { kind: 'transfer', transfer: id } as const;
  return [{ id: `transfer/${id}/waits`, isCritical: false, about: id, text, place }];
}

function triggerAlerts(record: TriggerRecord): FoundAlert[] {
  const { trigger, lastRun, lastResult } = record;
  const trouble = triggerTrouble(record);
  if (trouble === undefined && (!trigger.enabled || lastResult !== 'failure')) return [];
  return [
    {
      id: `trigger/${trigger.name}`,
      isCritical: trouble !== undefined,
      about: trigger.name,
      text: trouble ?? 'what it started last has failed',
      ...(lastRun !== undefined && { at: lastRun.at }),
      place: { kind: 'trigger', name: trigger.name, trigger: trigger.kind },
    },
  ];
}

function certificateAlerts(
  of: 'users' | 'nodes',
  { name, expiresAt }: { readonly name: string; readonly expiresAt: number },
  now: number,
): FoundAlert[] {
  if (expiresAt - now >= endsSoonMs[of]) return [];
  const isCritical = expiresAt <= now;
  const when = new Date(expiresAt).toISOString().slice(0, 16).replace('T', ' ');
  return [
    {
      id: `member/${of}/${name}`,
      isCritical,
      about: name,
      text: `its certificate ${isCritical ? 'ended' : 'ends'} ${when}Z`,
      ...(isCritical && { at: expiresAt }),
      place: { kind: 'member', of, name },
    },
  ];
}
