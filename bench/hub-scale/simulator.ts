/**
 * Nodes that move nothing: each has enrolled, has a link of its own to a real hub (dialled again when it is lost), takes orders,
 * reports that its transfers run, tells progress of all of them as often as a node does (node/uplink/progress-pace.ts), and ends
 * one when it is told to. Started by bench/hub-scale.ts and bench/console.ts.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { ProgressPace } from '../../node/uplink/progress-pace.ts';
import { enrol } from '../../src/link/enrol.ts';
import type { FolderPage } from '../../src/model/folder-listing.ts';
import type { Progress } from '../../src/model/progress.ts';
import type { TransferTotals } from '../../src/model/transfer.ts';
import type { TransferFilePage } from '../../src/model/transfer-file.ts';
import type { TransferState } from '../../src/model/transfer-state.ts';
import type { Report } from '../../src/protocol/node-link.ts';
import { backoffMs } from '../../src/runtime/backoff.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import type { TransferId } from '../../src/runtime/identifier.ts';
import { dialNode, someHealth } from '../../test/harness/scripted-node.ts';

export interface SimulatorOrder {
  /** Of join tokens. */
  readonly tokens: readonly string[];
}

export interface SimulatorReport {
  readonly attached: number;
}

const answerMs = 120_000;
/** As nodes do (src/link/dial.ts). */
const redial = { firstMs: 500, maxMs: 30_000 };
const healthEveryMs = 5000;
/** How many take their first steps at the same time. */
const atOnce = 8;
/** Ends a second, of all transfers of this process. */
const endsEachSecond = 8;

interface Node {
  readonly endOne: () => Promise<void>;
  readonly health: () => void;
}

const running: TransferState = { kind: 'transferring' };

async function startNode(token: string): Promise<Node> {
  const signal = new AbortController().signal;
  const enrolled = await enrol({ token, kind: 'node', name: undefined, signal });
  const transfers = new Map<TransferId, number>();
  const pace = new ProgressPace(systemClock);
  let reported = 0;
  let waiting: Report[] = [];
  let isDelivering = false;
  const deliver = async (): Promise<void> => {
    if (isDelivering) return;
    isDelivering = true;
    while (waiting.length > 0 && !peer.signal.aborted) {
      const reports = waiting;
      try {
        await peer.request('deliver-reports', { reports }, { timeoutMs: answerMs });
        waiting = waiting.slice(reports.length);
      } catch {
        // Delivered when the node is attached again.
      }
    }
    isDelivering = false;
  };
  const report = (transfer: TransferId, state: TransferState, totals?: TransferTotals): Promise<void> => {
    reported += 1;
    const fact = { kind: 'state' as const, state, ...(totals && { totals }) };
    waiting = [...waiting, { number: reported, at: Date.now(), transfer, fact }];
    return deliver();
  };
  const attach = async () => {
    pace.reset();
    const peer = await dialNode({
      hub: enrolled.hub,
      enrolled,
      requests: {
        'start-transfer': async ({ order }) => {
          if (!transfers.has(order.id)) {
            transfers.set(order.id, Date.now());
            void report(order.id, running);
          }
          return {};
        },
        browse: async ({ path, ...range }) => ({ ...folderPage(range), path }),
        'list-files': async (range) => filePage(range),
      },
      onPace: (everyMs) => pace.set(everyMs),
    });
    const unfinished = [...transfers.keys()];
    const said = { version: '0.1.0', dataAddress: '127.0.0.1:7401', health: someHealth(), unfinished };
    await peer.request('introduce', said, { timeoutMs: answerMs });
    return peer;
  };
  let peer = await attach();
  void (async () => {
    for (let attempt = 0; ; attempt += 1) {
      if (attempt === 0) await peer.closed;
      await delay(backoffMs(redial, attempt + 1));
      try {
        peer = await attach();
        attempt = -1;
        void deliver();
      } catch {
        // The hub is not up yet.
      }
    }
  })();
  void (async () => {
    for (;;) {
      await pace.next(signal);
      const said = [...transfers].map(([transfer, startedAt]) => ({
        transfer,
        state: running,
        progress: progressOf(startedAt),
      }));
      if (said.length > 0) peer.notify('progress', { transfers: said });
    }
  })();
  return {
    health: () => void peer.notify('health', someHealth()),
    endOne: async () => {
      const [oldest] = transfers.keys();
      if (oldest === undefined) return;
      transfers.delete(oldest);
      await report(oldest, { kind: 'completed' }, totals);
    },
  };
}

const some = { files: 123_456, bytes: 5e11 };
const none = { files: 0, bytes: 0 };
const totals: TransferTotals = { copied: some, skipped: none, failed: none, deleted: none, durationMs: 600_000 };
/** Never the same twice: every row of every list changes. */
const someRate = (): number => 30_000_000 + Math.random() * 34_000_000;

function progressOf(startedAt: number): Progress {
  const at = Date.now();
  const rate = someRate();
  const copied = { files: Math.floor((at - startedAt) / 10), bytes: (at - startedAt) * 47_000 };
  return {
    source: some,
    destination: none,
    isScanning: false,
    pending: { files: some.files - copied.files, bytes: some.bytes - copied.bytes },
    copied,
    copiedInAll: copied,
    skipped: none,
    failed: none,
    deleted: none,
    rate,
    filesRate: 100,
    etaSeconds: 3600,
    files: Array.from({ length: 4 }, (_, index) => ({
      path: `projects/2026/reel ${index}/scene-000${index}/take-17.mxf`,
      sizeBytes: 4e9,
      doneBytes: copied.bytes % 4e9,
      rate: rate / 4,
      state: 'sending' as const,
    })),
    reach: { kind: 'direct' },
    startedAt,
    at,
  };
}

interface Page {
  readonly offset: number;
  readonly limit: number;
}

const inFolder = 1000;
const inTransfer = 5000;

function page<Item>(total: number, { offset, limit }: Page, itemAt: (index: number) => Item): Item[] {
  return Array.from({ length: Math.max(0, Math.min(limit, total - offset)) }, (_, place) => itemAt(offset + place));
}

function folderPage(range: Page): Omit<FolderPage, 'path'> {
  const entries = page(inFolder, range, (index) => ({
    name: `${index} camera, 第${index}話.mxf`,
    kind: 'file' as const,
    sizeBytes: 1_000_000 * (index + 1),
    modifiedAt: 1_790_000_000_000 + index * 60_000,
  }));
  return { entries, total: inFolder, isReadOnly: false, freeBytes: 5e9, totalBytes: 9e9 };
}

function filePage(range: Page): TransferFilePage {
  const files = page(inTransfer, range, (index) => ({
    path: `projects/2026/reel ${index}/scene-${index % 10}/take-17.mxf`,
    sizeBytes: 4_000_000 * (index + 1),
    status: index % 3 === 0 ? ('synced' as const) : ('pending' as const),
  }));
  return { files, total: inTransfer };
}

/** Spread over the interval, as those of a real fleet are. */
async function keepHealth(nodes: readonly Node[]): Promise<never> {
  const slices = 25;
  for (let round = 0; ; round += 1) {
    const from = performance.now();
    const slice = round % slices;
    for (let index = slice; index < nodes.length; index += slices) nodes[index]?.health();
    await delay(Math.max(0, healthEveryMs / slices - (performance.now() - from)));
  }
}

process.once('message', ({ tokens }: SimulatorOrder) => {
  void (async () => {
    const nodes: Node[] = [];
    let next = 0;
    const worker = async (): Promise<void> => {
      for (let index = next++; index < tokens.length; index = next++)
        nodes.push(await startNode(tokens[index] as string));
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    process.send?.({ attached: nodes.length } satisfies SimulatorReport);
    void keepHealth(nodes);
    let ended = 0;
    process.on('message', (message) => {
      if (message !== 'end') return;
      setInterval(() => {
        ended += 1;
        void nodes[(ended * 7) % nodes.length]?.endOne();
      }, 1000 / endsEachSecond);
    });
  })();
});
