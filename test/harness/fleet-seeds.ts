/** Fleets for the fake hub: two plain nodes, and the busy one of the README's picture. */
import type { FolderEntry } from '../../src/model/folder-listing.ts';
import type { NodeRecord } from '../../src/model/node-record.ts';
import type { FileProgress } from '../../src/model/progress.ts';
import { FakeFleet, type FleetSeed } from './fake-fleet.ts';

const now = Date.UTC(2026, 10, 21, 14, 3, 27);

export function seededNode(name: string, change: Partial<NodeRecord> = {}, cpu = 0.2): NodeRecord {
  return {
    name,
    presence: 'online',
    since: now - 3_600_000,
    version: '0.1.0',
    dataAddress: `${name}:7401`,
    health: {
      roots: [{ path: '/data', isReadOnly: false, freeBytes: 12.4e12, totalBytes: 40e12 }],
      cpu,
      memoryUsedBytes: 2e9,
      memoryTotalBytes: 8e9,
      at: now,
    },
    latencyMs: 12,
    clockSkewMs: 3,
    running: 0,
    rateOut: 0,
    rateIn: 0,
    pendingFiles: 0,
    ...change,
  };
}

export function folder(name: string): FolderEntry {
  return { name, kind: 'folder', sizeBytes: 0, modifiedAt: now - 86_400_000 };
}

export function file(name: FolderEntry['name'], sizeBytes: number): FolderEntry {
  return { name, kind: 'file', sizeBytes, modifiedAt: now - 7_200_000 };
}

const ingest = [
  folder('2026-11-18'),
  folder('2026-11-19'),
  folder('2026-11-20'),
  folder('reel_0417'),
  file('crew photos (final).zip', 1.2e9),
  file('db-dump-nightly.sql.gz', 74e9),
  file('manifest.json', 48_000),
  file('notes\n.txt', 1000),
  file('café_menü_final.psd', 310e6),
  file('日本語の報告書.pdf', 2.1e6),
  file('👩‍🚀 launch.mov', 5e8),
  file({ base64: Buffer.from([0x66, 0xff, 0x6f]).toString('base64') }, 12),
];

const folders: FleetSeed['folders'] = {
  'fs1:/': [folder('/data')],
  'fs2:/': [folder('/data')],
  'fs1:/data': ingest,
  'fs2:/data': [folder('2026-11-17'), file('README.md', 2000)],
  'fs1:/data/reel_0417': [file('a.mov', 8.2e9), file('b.mov', 7.9e9)],
  'fs2:/data/2026-11-17': [],
};

/** Two nodes that do nothing yet; the clock runs. */
export function quietFleet(change: Partial<FleetSeed> = {}): FakeFleet {
  return new FakeFleet({
    nodes: [seededNode('fs1'), seededNode('fs2')],
    folders,
    transfers: [],
    rates: [],
    now: () => Date.now(),
    ...change,
  });
}

function sending(path: string, sizeBytes: number, share: number, rate: number): FileProgress {
  return { path, sizeBytes, doneBytes: sizeBytes * share, rate, state: 'sending' };
}

const place = (node: string, path: string) => ({ node, path });

/** The fleet of the picture: it stands still, so that two runs draw the same. */
export function busyFleet(): FakeFleet {
  return new FakeFleet({
    nodes: [
      seededNode('lon-ingest-01', { rateOut: 412e6, rateIn: 41e6, pendingFiles: 2911, running: 3 }, 0.31),
      seededNode('fra-edge-02', { rateOut: 301e6, rateIn: 286e6, pendingFiles: 1204, running: 2 }, 0.18),
      seededNode('nyc-vault-07', { rateOut: 286e6, rateIn: 301e6, pendingFiles: 98, running: 2 }, 0.44),
      seededNode('tyo-render-03', { rateOut: 41e6, rateIn: 188e6, pendingFiles: 3377, running: 2 }, 0.52),
      seededNode('sfo-cache-11', { rateOut: 0, pendingFiles: 612, running: 1 }, 0.93),
      seededNode('sin-relay-05', { presence: 'offline', since: now - 252_000, pendingFiles: 12 }, 0),
      seededNode('gru-edge-01', { rateOut: 88e6, pendingFiles: 5 }, 0.12),
    ],
    folders,
    transfers: [
      {
        number: 48_199,
        name: 'reel_0416',
        from: place('lon-ingest-01', '/data/reels/0416'),
        to: place('tyo-render-03', '/render/in'),
        state: { kind: 'completed-with-errors', failedFiles: 3 },
        bytes: 71e9,
      },
      {
        number: 48_230,
        name: 'access-logs 2026/11/20',
        from: place('gru-edge-01', '/logs'),
        to: place('lon-ingest-01', '/data/logs'),
        state: { kind: 'transferring' },
        share: 0.71,
        bytes: 40e9,
        rate: 88e6,
        etaSeconds: 131,
        files: [sending('2026/11/20/edge-0412.log.zst', 620e6, 0.9, 88e6)],
      },
      {
        number: 48_232,
        name: 'café_menü_final.psd',
        from: place('lon-ingest-01', '/data'),
        to: place('gru-edge-01', '/in'),
        state: { kind: 'queued' },
      },
      {
        number: 48_225,
        name: 'model-weights',
        from: place('sfo-cache-11', '/cache/w'),
        to: place('sin-relay-05', '/relay'),
        state: {
          kind: 'waiting',
          reason: { code: 'node-unreachable', message: 'sin-relay-05 does not answer' },
          nextAttemptAt: now + 33_000,
          attempt: 2,
        },
        share: 0.05,
        bytes: 64e9,
      },
      {
        number: 48_222,
        name: 'db-dump-nightly.sql.gz',
        from: place('fra-edge-02', '/dump'),
        to: place('nyc-vault-07', '/vault/db'),
        state: { kind: 'transferring' },
        share: 0.44,
        bytes: 126e9,
        rate: 301e6,
        etaSeconds: 235,
        files: [sending('db-dump-nightly.sql.gz', 126e9, 0.44, 301e6)],
      },
      {
        number: 48_221,
        name: '日本語の報告書',
        from: place('tyo-render-03', '/out'),
        to: place('lon-ingest-01', '/data/in'),
        state: { kind: 'verifying' },
        share: 0.97,
        bytes: 12e9,
        rate: 41e6,
        etaSeconds: 9,
        files: [sending('台本/第十七話_最終稿.pdf', 42e6, 0.5, 41e6)],
      },
      {
        number: 48_220,
        name: 'backup-2026-11-20.tar.zst',
        from: place('nyc-vault-07', '/vault/backup'),
        to: place('fra-edge-02', '/in'),
        state: { kind: 'transferring' },
        share: 0.18,
        bytes: 254e9,
        rate: 286e6,
        etaSeconds: 728,
        files: [sending('backup-2026-11-20.tar.zst', 254e9, 0.18, 286e6)],
      },
      {
        number: 48_213,
        name: 'reel_0417',
        from: place('lon-ingest-01', '/data/reels/0417'),
        to: place('tyo-render-03', '/render/in'),
        state: { kind: 'transferring' },
        share: 0.62,
        bytes: 88e9,
        rate: 188e6,
        etaSeconds: 178,
        failedFiles: 1,
        files: [
          sending('shots/0417_A012_C003_1120.mov', 8.2e9, 0.71, 54e6),
          sending('shots/0417_A012_C004_1120.mov', 7.9e9, 0.33, 49e6),
        ],
      },
    ],
    files: [
      { path: 'shots/0417_A012_C003_1120.mov', sizeBytes: 8.2e9, status: 'pending' },
      { path: 'lut/show_v3.cube', sizeBytes: 1.1e6, status: 'synced', hash: 'ab' },
      {
        path: 'stills/0417_0009.dng',
        sizeBytes: 48e6,
        status: 'failed',
        error: { code: 'permission-denied', message: 'cannot open stills/0417_0009.dng' },
      },
      { path: 'audio/0417_boom_L.wav', sizeBytes: 812e6, status: 'pending' },
    ],
    rates: Array.from({ length: 180 }, (_, step) =>
      Math.round(1e9 * (0.62 + 0.32 * Math.sin((step + 25) / 21) + 0.12 * Math.sin(step / 3))),
    ),
    now: () => now,
  });
}
