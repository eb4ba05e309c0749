/** How a node is, in one word and the reason for it. */
import { isNotableSkew, skewText } from '../../src/model/clock-skew.ts';
import type { NodeRecord } from '../../src/model/node-record.ts';
import { formatBytes, formatDuration } from '../../src/runtime/units.ts';
import type { Word } from './transfer-words.ts';

export interface NodeHealthWord extends Word {
  readonly reason: string;
}

const busyCpu = 0.9;
const slowLatencyMs = 500;
const fullShare = 0.05;

/** The worst that is true. `now` is the hub's clock. */
export function nodeHealth(node: NodeRecord, now: number): NodeHealthWord {
  return nodeTroubles(node, now)[0] ?? { text: 'ok', role: 'good', reason: '' };
}

/** All that is true, the worst first. What a node that is away has said is of yesterday. */
export function nodeTroubles(node: NodeRecord, now: number): readonly NodeHealthWord[] {
  if (node.presence === 'offline') {
    const reason = `no heartbeat for ${formatDuration((now - node.since) / 1000)}`;
    return [{ text: 'DOWN', role: 'bad', reason }];
  }
  const { health, clockSkewMs = 0, latencyMs = 0 } = node;
  const roots = health?.roots ?? [];
  const lost = roots.find(({ freeBytes }) => freeBytes === undefined);
  const full = roots.find(
    ({ freeBytes, totalBytes = 0 }) => freeBytes !== undefined && freeBytes < totalBytes * fullShare,
  );
  const troubles: (NodeHealthWord | false)[] = [
    lost !== undefined && { text: 'root?', role: 'bad', reason: `${lost.path} cannot be looked at` },
    full !== undefined && { text: 'full', role: 'warn', reason: `${full.path} is nearly full` },
    isNotableSkew(clockSkewMs) && {
      text: 'clock',
      role: 'warn',
      reason: `its clock is ${skewText(clockSkewMs, "the hub's")}`,
    },
    latencyMs > slowLatencyMs && { text: 'slow', role: 'warn', reason: `answers in ${Math.round(latencyMs)} ms` },
    (health?.cpu ?? 0) > busyCpu && { text: 'busy', role: 'warn', reason: 'its processors are busy' },
  ];
  return troubles.filter((trouble) => trouble !== false);
}

/** Of the fullest root: that is where it will not fit. */
export function freeText({ health }: NodeRecord): string {
  const known = (health?.roots ?? []).flatMap(({ freeBytes }) => (freeBytes === undefined ? [] : [freeBytes]));
  return known.length === 0 ? '-' : formatBytes(Math.min(...known));
}

export function cpuText(node: NodeRecord): string {
  return node.health === undefined || node.presence === 'offline' ? '-' : `${Math.round(node.health.cpu * 100)}%`;
}
