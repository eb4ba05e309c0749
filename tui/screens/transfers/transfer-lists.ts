/** The lists of transfers. */
import { formatLocation } from '../../../src/model/location.ts';
import { shownPath } from '../../../src/model/path-text.ts';
import type { Transfer } from '../../../src/model/transfer.ts';
import { shownMessage, shownName } from '../../../src/runtime/names.ts';
import { formatBytes, formatDuration } from '../../../src/runtime/units.ts';
import type { Column } from '../../components/table-layout.ts';
import { formatCount, formatFiles } from '../../format/count.ts';
import { shortDate } from '../../format/instant.ts';
import { personText } from '../../format/person.ts';
import {
  bytesPerSecond,
  currentFile,
  doneShare,
  etaText,
  fileEta,
  isRunning,
  rateText,
  stateWord,
} from '../../format/transfer-words.ts';
import type { ListKind } from '../../store/list-kind.ts';
import { fitCell } from '../../text/fit-cell.ts';
import { percentText, progressBar } from '../../text/progress-bar.ts';
import type { Theme } from '../../theme/theme.ts';
import { transferFields, transferWords } from './transfer-filter.ts';

/** Both ends stay readable: where the whole does not fit, each loses its middle. */
function nodesText(
  { from, to, width }: { readonly from: string; readonly to: string; readonly width: number },
  { symbols }: Theme,
): string {
  const whole = `${from} ${symbols.arrow} ${to}`;
  if (whole.length <= width) return whole;
  const room = Math.max(3, Math.floor((width - symbols.arrow.length - 2) / 2));
  const short = (name: string): string =>
    fitCell(name, { width: Math.min(room, name.length), align: 'left', cut: 'middle', ellipsis: symbols.ellipsis });
  return `${short(from)} ${symbols.arrow} ${short(to)}`;
}

const name: Column<Transfer> = {
  title: 'NAME',
  width: 16,
  flex: 3,
  align: 'left',
  cut: 'name',
  priority: 1,
  cell: ({ name: text }) => shownName(text),
  value: ({ name: text }) => shownName(text),
};
const id: Column<Transfer> = {
  title: 'ID',
  width: 7,
  align: 'left',
  priority: 4,
  cell: ({ id: text }) => text,
  value: ({ id: text }) => text,
};
const route: Column<Transfer> = {
  title: 'FROM TO',
  width: 15,
  flex: 3,
  align: 'left',
  cut: 'middle',
  priority: 7,
  cell: ({ source, destination }, { theme, width }) =>
    nodesText({ from: source.node, to: destination.node, width }, theme),
  value: ({ source, destination }) => shownName(`${formatLocation(source)} -> ${formatLocation(destination)}`),
};
const progress: Column<Transfer> = {
  title: 'PROGRESS',
  width: 14,
  flex: 1,
  align: 'left',
  priority: 2,
  cell: (transfer, { width, theme }) => {
    const share = doneShare(transfer);
    return `${progressBar(share, width - 5, theme.symbols)} ${percentText(share)}`;
  },
  value: doneShare,
};
const rate: Column<Transfer> = {
  title: 'RATE',
  width: 9,
  align: 'right',
  priority: 2,
  cell: rateText,
  value: bytesPerSecond,
};
const file: Column<Transfer> = {
  title: 'CURRENT FILE',
  width: 24,
  flex: 3,
  align: 'left',
  cut: 'name',
  priority: 8,
  cell: (transfer) => {
    const current = currentFile(transfer);
    return current === undefined ? '-' : shownPath(current.path);
  },
  value: (transfer) => {
    const current = currentFile(transfer);
    return current && shownPath(current.path);
  },
};
const fileLeft: Column<Transfer> = {
  title: 'FILE ETA',
  width: 8,
  align: 'right',
  priority: 6,
  cell: (transfer) => {
    const current = currentFile(transfer);
    return etaText(transfer, current === undefined ? undefined : fileEta(current));
  },
  value: (transfer) => {
    const current = currentFile(transfer);
    return current && fileEta(current);
  },
};
const left: Column<Transfer> = {
  title: 'BACKLOG',
  width: 7,
  align: 'right',
  priority: 3,
  cell: (transfer) => etaText(transfer, transfer.progress?.etaSeconds),
  value: (transfer) => (isRunning(transfer) ? transfer.progress?.etaSeconds : undefined),
};
const state: Column<Transfer> = {
  title: 'STATE',
  width: 10,
  align: 'left',
  priority: 1,
  cell: (transfer, { now }) => stateWord(transfer, now),
  value: ({ state: { kind } }) => kind,
};
const owner: Column<Transfer> = {
  title: 'BY',
  width: 8,
  align: 'left',
  priority: 9,
  cell: ({ createdBy }) => ({ text: personText(createdBy), role: 'muted' }),
  value: ({ createdBy }) => shownName(createdBy),
};
const started: Column<Transfer> = {
  title: 'CREATED',
  width: 11,
  align: 'left',
  priority: 9,
  cell: ({ createdAt }) => ({ text: shortDate(createdAt), role: 'muted' }),
  value: ({ createdAt }) => new Date(createdAt),
};

function viaText({ state: { kind }, progress: now }: Transfer): string | undefined {
  return kind === 'waiting' || now?.reach === undefined ? undefined : `${now.reach.kind} ${now.streams ?? 1}`;
}

function whyText({ state: now }: Transfer): string {
  return 'reason' in now ? shownMessage(now.reason?.message ?? '') : '';
}

/** How its bytes travel: the way, and by how many connections. */
const via: Column<Transfer> = {
  title: 'VIA',
  width: 11,
  align: 'left',
  priority: 10,
  cell: (transfer) => {
    const reach = viaText(transfer);
    return { text: reach ?? '-', role: reach?.startsWith('relayed') === true ? 'warn' : 'muted' };
  },
  value: viaText,
};
const why: Column<Transfer> = {
  title: 'WHY',
  width: 16,
  flex: 3,
  align: 'left',
  priority: 11,
  cell: (transfer) => ({ text: whyText(transfer), role: 'muted' }),
  value: whyText,
};
const reason: Column<Transfer> = {
  title: 'REASON',
  width: 20,
  flex: 6,
  align: 'left',
  priority: 1,
  cell: ({ state: now }) => {
    if (now.kind === 'completed-with-errors') return { text: `${formatFiles(now.failedFiles)} failed`, role: 'warn' };
    return { text: now.kind === 'failed' ? shownMessage(now.reason.message) : '', role: 'bad' };
  },
  value: whyText,
};
const ended: Column<Transfer> = {
  title: 'ENDED',
  width: 11,
  align: 'left',
  priority: 2,
  cell: ({ endedAt }) => ({ text: endedAt === undefined ? '-' : shortDate(endedAt), role: 'muted' }),
  value: ({ endedAt }) => (endedAt === undefined ? undefined : new Date(endedAt)),
};
const took: Column<Transfer> = {
  title: 'TOOK',
  width: 7,
  align: 'right',
  priority: 5,
  cell: ({ totals }) => (totals === undefined ? '-' : formatDuration(totals.durationMs / 1000)),
  value: ({ totals }) => totals && totals.durationMs / 1000,
};
const files: Column<Transfer> = {
  title: 'FILES',
  width: 7,
  align: 'right',
  priority: 4,
  cell: ({ totals }) => (totals === undefined ? '-' : formatCount(totals.copied.files)),
  value: ({ totals }) => totals?.copied.files,
};
const moved: Column<Transfer> = {
  title: 'COPIED',
  width: 8,
  align: 'right',
  priority: 3,
  cell: ({ totals }) => (totals === undefined ? '-' : formatBytes(totals.copied.bytes)),
  value: ({ totals }) => totals?.copied.bytes,
};

const common = { idOf: ({ id: text }: Transfer) => text, words: transferWords, fields: transferFields };

export const overviewTransferList: ListKind<Transfer> = {
  ...common,
  name: 'overview',
  columns: [id, name, route, progress, rate, file, fileLeft, left, state],
};
export const transferList: ListKind<Transfer> = {
  ...common,
  name: 'transfers',
  columns: [id, name, route, progress, rate, fileLeft, left, state, owner, started, via, why],
};
export const endedList: ListKind<Transfer> = {
  ...common,
  name: 'ended',
  columns: [ended, id, name, route, state, files, moved, took, owner, why],
};
export const failureList: ListKind<Transfer> = {
  ...common,
  name: 'failures',
  columns: [ended, id, name, route, state, reason, owner],
};
