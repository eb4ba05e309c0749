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
  if (node.presence === 'offline') {
    return { text: 'DOWN', role: 'bad', reason: `no heartbeat for ${formatDuration((now - node.since) / 1000)}` };
  }
  const roots = node.health?.roots ?? [];
  const lost = roots.find(({ freeBytes }) => freeBytes === undefined);
  if (lost !== undefined) return { text: 'root?', role: 'bad', reason: `${lost.path} cannot be looked at` };
  const full = roots.find(({ freeBytes = 0, totalBytes = 0 }) => totalBytes > 0 && freeBytes / totalBytes < fullShare);
  if (full !== undefined) return { text: 'full', role: 'warn', reason: `${full.path} is nearly full` };
  if (isNotableSkew(node.clockSkewMs ?? 0)) {
    return { text: 'clock', role: 'warn', reason: `its clock is ${skewText(node.clockSkewMs ?? 0, "the hub's")}` };
  }
  if ((node.latencyMs ?? 0) > slowLatencyMs)
    return { text: 'slow', role: 'warn', reason: `answers in ${Math.round(node.latencyMs ?? 0)} ms` };
  if ((node.health?.cpu ?? 0) > busyCpu) return { text: 'busy', role: 'warn', reason: 'its processors are busy' };
  return { text: 'ok', role: 'good', reason: '' };
}

/** Of the fullest root: that is where it will not fit. */
export function freeText({ health }: NodeRecord): string {
  const known = (health?.roots ?? []).flatMap(({ freeBytes }) => (freeBytes === undefined ? [] : [freeBytes]));
  return known.length === 0 ? '-' : formatBytes(Math.min(...known));
}

export function cpuText(node: NodeRecord): string {
  return node.health === undefined || node.presence === 'offline' ? '-' : `${Math.round(node.health.cpu * 100)}%`;
}
