/** Nodes in numbers: whether they are there, and how they are. What an absent node last said is not told as if it were now. */
import type { NodeRecord } from '../../src/model/node-record.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import type { Family, Sample } from './family.ts';
import type { Scrape } from './scrape.ts';

/** Undefined where there is nothing to say. */
type Figure = (node: NodeRecord) => number | undefined;

export function nodeFamilies(scrape: Scrape, clock: Clock): Family[] {
  const perNode = (name: string, help: string, figure: Figure): Family => ({
    name: `longhaul_node_${name}`,
    help,
    type: 'gauge',
    *samples(): Generator<Sample> {
      for (const node of scrape.nodes()) {
        const value = figure(node);
        if (value !== undefined) yield { labels: { node: node.name }, value };
      }
    },
  });
  const whenUp =
    (figure: Figure): Figure =>
    (node) =>
      node.presence === 'online' ? figure(node) : undefined;
  const perRoot = (name: string, help: string, field: 'freeBytes' | 'totalBytes'): Family => ({
    name: `longhaul_node_root_${name}`,
    help,
    type: 'gauge',
    *samples(): Generator<Sample> {
      for (const { name: node, presence, health } of scrape.nodes()) {
        for (const { path: root, [field]: value } of presence === 'online' ? (health?.roots ?? []) : []) {
          if (value !== undefined) yield { labels: { node, root }, value };
        }
      }
    },
  });
  return [
    perNode('up', 'Whether the node is attached: 1 or 0', ({ presence }) => (presence === 'online' ? 1 : 0)),
    perNode(
      'last_seen_timestamp_seconds',
      'When the node was last attached, seconds since 1970',
      ({ presence, since }) => (presence === 'online' ? clock.now() : since) / 1000,
    ),
    perNode(
      'clock_skew_seconds',
      "The node's clock minus the hub's",
      whenUp(({ clockSkewMs }) => seconds(clockSkewMs)),
    ),
    perNode(
      'round_trip_seconds',
      'Between hub and node, and back',
      whenUp(({ latencyMs }) => seconds(latencyMs)),
    ),
    perNode(
      'cpu_usage_ratio',
      'Share of all its cores in use, 0 to 1',
      whenUp(({ health }) => health?.cpu),
    ),
    perNode(
      'memory_used_bytes',
      'Memory in use',
      whenUp(({ health }) => health?.memoryUsedBytes),
    ),
    perNode(
      'memory_size_bytes',
      'Memory',
      whenUp(({ health }) => health?.memoryTotalBytes),
    ),
    perNode('running_transfers', 'Transfers that run from or to it', ({ running }) => running),
    perNode('backlog_files', 'Files that it still has to send', ({ pendingFiles }) => pendingFiles),
    perRoot(
      'free_bytes',
      'Room that is left in a folder that the node offers; absent when it cannot be looked at',
      'freeBytes',
    ),
    perRoot('size_bytes', 'Room in all', 'totalBytes'),
  ];
}

function seconds(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : ms / 1000;
}
