/** What is wrong with a node, the worst first: the same for the list of nodes and for alerts. */
import { formatDuration } from '../runtime/units.ts';
import { isNotableSkew, skewText } from './clock-skew.ts';
import type { NodeRecord } from './node-record.ts';

export interface NodeTrouble {
  /** `slow` and `busy` pass by themselves. */
  readonly word: 'DOWN' | 'root?' | 'full' | 'clock' | 'slow' | 'busy';
  readonly isCritical: boolean;
  readonly reason: string;
}

const busyCpu = 0.9;
const slowLatencyMs = 500;
const fullShare = 0.05;

/** All that is true. What a node that is away has said is of yesterday. */
export function nodeTroubles(
  node: Pick<NodeRecord, 'presence' | 'health' | 'clockSkewMs' | 'latencyMs'>,
): NodeTrouble[] {
  if (node.presence === 'offline') return [{ word: 'DOWN', isCritical: true, reason: 'no heartbeat' }];
  const { health, clockSkewMs = 0, latencyMs = 0 } = node;
  const roots = health?.roots ?? [];
  const lost = roots.find(({ freeBytes }) => freeBytes === undefined);
  const full = roots.find(
    ({ freeBytes, totalBytes = 0 }) => freeBytes !== undefined && freeBytes < totalBytes * fullShare,
  );
  const troubles: (NodeTrouble | false)[] = [
    lost !== undefined && { word: 'root?', isCritical: true, reason: `${lost.path} cannot be looked at` },
    full !== undefined && { word: 'full', isCritical: false, reason: `${full.path} is nearly full` },
    isNotableSkew(clockSkewMs) && {
      word: 'clock',
      isCritical: false,
      reason: `its clock is ${skewText(clockSkewMs, "the hub's")}`,
    },
    latencyMs > slowLatencyMs && {
      word: 'slow',
      isCritical: false,
      reason: `answers in ${Math.round(latencyMs)} ms`,
    },
    (health?.cpu ?? 0) > busyCpu && { word: 'busy', isCritical: false, reason: 'its processors are busy' },
  ];
  return troubles.filter((trouble) => trouble !== false);
}

/** `no heartbeat for 04:12`. `now` is the hub's clock. */
export function awayText(since: number, now: number): string {
  return `no heartbeat for ${formatDuration((now - since) / 1000)}`;
}
