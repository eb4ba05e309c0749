/** One transfer between a folder and a store, as a process of its own: `move.ts FILE`, which holds what to move. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TransferThreadOptions } from '../../node/data/data-plane.ts';
import type * as TransferThreadModule from '../../node/data/transfer-thread.ts';
import { openRoots } from '../../node/roots.ts';
import type { StoreSetting } from '../../node/stores/store-setting.ts';
import { createLimiter } from '../../src/engine/pipeline/rate-limiter.ts';
import { TransferOptions } from '../../src/model/transfer-options.ts';
import { transferId } from '../../src/runtime/identifier.ts';

export interface Move {
  readonly store: StoreSetting;
  readonly folder: string;
  readonly direction: 'up' | 'down';
  /** For the backlog and the audit log. */
  readonly state: string;
  /** Where the programs of a node were built. */
  readonly programs: string;
}

const { store, folder, direction, state, programs } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Move;
/** As it is installed: every thread would first strip the types of what it loads. */
const { startTransferThread }: typeof TransferThreadModule = await import(join(programs, 'transfer-thread.js'));
const roots = openRoots([{ path: folder, isReadOnly: false }]);
const there = { kind: 'store', store } as const;
const ends: Pick<TransferThreadOptions, 'source' | 'destination'> =
  direction === 'up'
    ? { source: { kind: 'folder', path: roots.resolve(folder, 'read') }, destination: there }
    : { source: there, destination: { kind: 'local', path: roots.resolve(folder, 'write'), partialDir: undefined } };
await using thread = startTransferThread({
  ...ends,
  room: undefined,
  order: {
    id: transferId(1),
    name: 'bench',
    source: { node: 'fs1', path: '/source' },
    destination: { node: 'fs1', path: '/destination' },
    options: TransferOptions.parse({}),
    createdBy: 'bench',
    createdAt: 1,
  },
  meeting: undefined,
  backlogFile: join(state, 'backlog.db'),
  auditFile: join(state, 'audit.jsonl'),
  uploadsFile: join(state, 'uploads.db'),
  nodeLimiter: createLimiter(undefined),
  onPhase: () => {},
  onWaiting: ({ reason }) => console.error(reason.message),
  onReach: () => {},
  onStreamFailed: ({ message }) => console.error(message),
  onProgress: () => {},
  onFileFailed: ({ path, reason }) => console.error(path, reason.message),
  onFinding: ({ message }) => console.error(message),
});
const outcome = await thread.outcome;
if (outcome.kind !== 'completed' || outcome.totals.failed.files > 0) throw new Error(JSON.stringify(outcome));
