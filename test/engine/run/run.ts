/** Runs a transfer between two folders of a test, as `longhaul sync` does. */
import { readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { AuditLog } from '../../../src/engine/audit/audit-log.ts';
import { Backlog } from '../../../src/engine/backlog/backlog.ts';
import { LocalDestination } from '../../../src/engine/endpoint/local-destination.ts';
import { LocalSource } from '../../../src/engine/endpoint/local-source.ts';
import { LimitKeeper } from '../../../src/engine/pipeline/limit-keeper.ts';
import type { RunEvent, RunSummary } from '../../../src/engine/run/run-event.ts';
import type { RunOptions } from '../../../src/engine/run/run-options.ts';
import { runTransfer } from '../../../src/engine/run/run-transfer.ts';
import { RunningTransfer } from '../../../src/engine/run/running-transfer.ts';
import type { RateLimit } from '../../../src/model/rate-limit.ts';
import { defaultTransferOptions } from '../../../src/model/transfer-options.ts';
import { systemClock } from '../../../src/runtime/clock.ts';
import type { TemporaryFolder } from '../temporary-folder.ts';

export interface RunInput extends Partial<RunOptions> {
  readonly onlyName?: string;
  readonly bwlimit?: RateLimit;
  readonly onEvent?: (event: RunEvent) => void;
}

export function start(
  place: TemporaryFolder,
  { onlyName, bwlimit, onEvent, ...options }: RunInput = {},
): RunningTransfer {
  return RunningTransfer.start({
    sourceRoot: Buffer.from(place.at('source')),
    destinationRoot: Buffer.from(place.at('destination')),
    onlyName: onlyName === undefined ? undefined : Buffer.from(onlyName),
    backlogFile: place.at('backlog.db'),
    auditFile: place.at('audit.jsonl'),
    transfer: 'test',
    bwlimit,
    options: { ...defaultTransferOptions, ...options },
    onEvent: onEvent ?? (() => {}),
  });
}

export async function run(place: TemporaryFolder, input: RunInput = {}): Promise<RunSummary> {
  return await start(place, input).ended;
}

/** The same in this thread: `onEvent` is called in the midst of the run, not after it. */
export async function runHere(
  place: TemporaryFolder,
  { onlyName: _, bwlimit, onEvent, ...options }: RunInput = {},
): Promise<RunSummary> {
  const [sourceRoot, destinationRoot] = [Buffer.from(place.at('source')), Buffer.from(place.at('destination'))];
  using backlog = Backlog.open({ file: place.at('backlog.db'), sourceRoot, destinationRoot });
  using audit = AuditLog.open({ file: place.at('audit.jsonl'), transfer: 'test', sourceRoot, destinationRoot });
  await using destination = await LocalDestination.open({ root: destinationRoot });
  return await runTransfer({
    backlog,
    audit,
    destination,
    source: LocalSource.open({ name: sourceRoot, access: sourceRoot, onlyName: undefined }),
    options: { ...defaultTransferOptions, ...options },
    limiters: [new LimitKeeper({ limit: bwlimit, clock: systemClock }).memory],
    onEvent: onEvent ?? (() => {}),
    signal: new AbortController().signal,
  });
}

export function auditLines(
  place: TemporaryFolder,
): { event: string; source: string; error: { code: string } | null; checksum: string | null }[] {
  return readFileSync(place.at('audit.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** Of the backlog as it lies on the disk. */
export function query(place: TemporaryFolder, sql: string): unknown[] {
  const database = new Database(place.at('backlog.db'), { readonly: true });
  try {
    return database.prepare(sql).all();
  } finally {
    database.close();
  }
}
