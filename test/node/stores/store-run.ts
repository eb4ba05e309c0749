/** Runs a transfer of which one end or both are places in a store, as the thread of a node does. */

import { StoreDestination } from '../../../node/stores/store-destination.ts';
import { type StoreSetting, storeName } from '../../../node/stores/store-setting.ts';
import { StoreSource } from '../../../node/stores/store-source.ts';
import { AuditLog } from '../../../src/engine/audit/audit-log.ts';
import { Backlog } from '../../../src/engine/backlog/backlog.ts';
import type { Destination } from '../../../src/engine/endpoint/destination.ts';
import { LocalDestination } from '../../../src/engine/endpoint/local-destination.ts';
import { LocalSource } from '../../../src/engine/endpoint/local-source.ts';
import type { Source } from '../../../src/engine/endpoint/source.ts';
import { LimitKeeper } from '../../../src/engine/pipeline/limit-keeper.ts';
import type { RunEvent, RunSummary } from '../../../src/engine/run/run-event.ts';
import type { RunOptions } from '../../../src/engine/run/run-options.ts';
import { runTransfer } from '../../../src/engine/run/run-transfer.ts';
import type { RateLimit } from '../../../src/model/rate-limit.ts';
import { defaultTransferOptions } from '../../../src/model/transfer-options.ts';
import { systemClock } from '../../../src/runtime/clock.ts';

/** A folder of this machine, or a place in a store. */
export type Place = string | StoreSetting;

export interface StoreRunInput extends Partial<RunOptions> {
  readonly from: Place;
  readonly to: Place;
  /** Without its ending; the audit log is beside it. */
  readonly backlog: string;
  readonly bwlimit?: RateLimit;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: RunEvent) => void;
}

const nameOf = (place: Place): Buffer => Buffer.from(typeof place === 'string' ? place : storeName(place));

export async function storeRun({
  from,
  to,
  backlog: state,
  bwlimit,
  signal = new AbortController().signal,
  onEvent = () => {},
  ...options
}: StoreRunInput): Promise<RunSummary> {
  const roots = { sourceRoot: nameOf(from), destinationRoot: nameOf(to) };
  using backlog = Backlog.open({ file: `${state}.db`, ...roots });
  using audit = AuditLog.open({ file: `${state}.jsonl`, transfer: 'test', ...roots });
  await using parts = new AsyncDisposableStack();
  const source: Source =
    typeof from === 'string'
      ? LocalSource.open({ name: Buffer.from(from), access: Buffer.from(from), onlyName: undefined })
      : parts.use(await StoreSource.open(from, signal));
  const destination: Destination = parts.use(
    typeof to === 'string' ? await LocalDestination.open({ root: Buffer.from(to) }) : await StoreDestination.open(to),
  );
  return await runTransfer({
    backlog,
    audit,
    source,
    destination,
    options: { ...defaultTransferOptions, ...options },
    limiters: [new LimitKeeper({ limit: bwlimit, clock: systemClock }).memory],
    onEvent,
    signal,
  });
}
