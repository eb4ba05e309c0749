/** `--show ID`: one transfer. */
import { bottleneckText } from '../../src/model/bottleneck.ts';
import { currentBottleneck } from '../../src/model/current-bottleneck.ts';
import { findingText } from '../../src/model/finding.ts';
import { leftOutTexts } from '../../src/model/left-out-text.ts';
import { defaultPriority } from '../../src/model/priority.ts';
import { shownLimit } from '../../src/model/rate-limit.ts';
import { reachText } from '../../src/model/reach.ts';
import type { StartedBy } from '../../src/model/started-by.ts';
import type { Transfer } from '../../src/model/transfer.ts';
import { waysOfWriting } from '../../src/model/ways-of-writing.ts';
import type { TransferId } from '../../src/runtime/identifier.ts';
import { shownName } from '../../src/runtime/names.ts';
import { formatBytes, formatDuration } from '../../src/runtime/units.ts';
import type { Action } from './action.ts';
import type { HubPeer } from './attach.ts';
import { type NamedStatus, namedFiles } from './named-files.ts';
import { print, printJson, sheet } from './output.ts';
import { shownTime } from './time.ts';
import { progressText, stateText, wayText } from './transfer-text.ts';

export const show: Action = async ({ settings, hub }) => {
  const transfer = await hub.request('show-transfer', { transfer: settings.show as TransferId });
  if (settings.json) await printJson([transfer]);
  else await print(sheet(rows(transfer)) + (await namedLines(hub, transfer)).map((line) => `${line}\n`).join(''));
  return 0;
};

const mostNamed = 10;

async function namedLines(hub: HubPeer, { id, totals, progress, findings }: Transfer): Promise<string[]> {
  const failed = (totals ?? progress)?.failed.files ?? 0;
  const wanted: NamedStatus[] = [
    ...(failed > 0 ? (['failed'] as const) : []),
    ...(findings ? (['noted'] as const) : []),
  ];
  const lines = await Promise.all(
    wanted.map((status) => namedFiles({ hub, transfer: id, status, most: mostNamed }).catch(() => [])),
  );
  return lines.flat();
}

function rows(transfer: Transfer): [string, string][] {
  const { id, name, options, priority, startAt, createdBy, createdAt, startedAt, endedAt, totals } = transfer;
  const written = waysOfWriting(options);
  const count = ({ files, bytes }: { files: number; bytes: number }): string => `${files} files, ${formatBytes(bytes)}`;
  return [
    ['id', id],
    ['name', shownName(name)],
    ['way', wayText(transfer)],
    ...optional('fan-out', transfer.fanOut, String),
    ['state', stateText(transfer)],
    ['created', `${shownTime(createdAt)} by ${createdBy}`],
    ...optional('started by', transfer.startedBy, startedByText),
    ...optional('priority', priority === defaultPriority ? undefined : priority, String),
    ...optional('start time', startAt, (at) => startText(at, transfer)),
    ...optional('retried', transfer.retriedAt, shownTime),
    ...optional('started', startedAt, shownTime),
    ...optional('ended', endedAt, shownTime),
    ['checksum', options.checksum],
    ...optional('written', written.length > 0 ? written : undefined, (words) => words.join(', ')),
    ...optional('limit', options.bwlimit, shownLimit),
    ...optional('reached', transfer.progress?.reach, (reach) => shownName(reachText(reach))),
    ...optional('streams', streamsShown(transfer), String),
    ...optional('progress', transfer.progress && transfer, progressText),
    ...optional('waits for', currentBottleneck(transfer), bottleneckText),
    ...optional('copied', totals?.copied, count),
    ...optional('unchanged', totals?.skipped, count),
    ...optional('failed', totals?.failed, count),
    ...optional('deleted', totals?.deleted, count),
    ...optional('left out', totals?.leftOut && leftOutTexts(totals), (texts) => texts.join(', ') || 'nothing'),
    ...optional('noted', transfer.findings, findingText),
    ...optional('took', totals?.durationMs, (ms) => formatDuration(ms / 1000)),
  ];
}

function startedByText({ template, trigger }: StartedBy): string {
  return trigger === undefined ? `template ${template}` : `template ${template}, trigger ${trigger}`;
}

function startText(startAt: number, { lateMs }: Transfer): string {
  const late = lateMs === undefined ? '' : `, but its node was told ${formatDuration(lateMs / 1000)} later`;
  return shownTime(startAt) + late;
}

/** How many there are, and what was asked for where that is something else. */
function streamsShown({ options: { streams }, progress }: Transfer): string | undefined {
  const inUse = progress?.streams;
  if (inUse === undefined) return streams === 'auto' ? undefined : String(streams);
  return inUse === streams ? String(inUse) : `${inUse} (${streams})`;
}

function optional<T>(name: string, value: T | undefined, text: (value: T) => string): [string, string][] {
  return value === undefined ? [] : [[name, text(value)]];
}
