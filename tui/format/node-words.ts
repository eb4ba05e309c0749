/** How a node is, in one word and the reason for it. */
import type { NodeRecord } from '../../src/model/node-record.ts';
import { awayText, nodeTroubles } from '../../src/model/node-troubles.ts';
import { formatBytes } from '../../src/runtime/units.ts';
import type { Word } from './transfer-words.ts';

export interface NodeHealthWord extends Word {
  readonly reason: string;
}

/** The worst that is true. `now` is the hub's clock. */
export function nodeHealth(node: NodeRecord, now: number): NodeHealthWord {
  const [worst] = nodeTroubles(node);
  if (worst === undefined) return { text: 'ok', role: 'good', reason: '' };
  const { word: text, isCritical, reason } = worst;
  return { text, role: isCritical ? 'bad' : 'warn', reason: text === 'DOWN' ? awayText(node.since, now) : reason };
}

/** Of the fullest root: that is where it will not fit. */
export function freeBytes({ health }: NodeRecord): number | undefined {
  const known = (health?.roots ?? []).flatMap((root) => (root.freeBytes === undefined ? [] : [root.freeBytes]));
  return known.length === 0 ? undefined : Math.min(...known);
}

export function freeText(node: NodeRecord): string {
  const free = freeBytes(node);
  return free === undefined ? '-' : formatBytes(free);
}

export function cpuText(node: NodeRecord): string {
  return node.health === undefined || node.presence === 'offline' ? '-' : `${Math.round(node.health.cpu * 100)}%`;
}
