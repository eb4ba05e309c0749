/** The columns of a list of transfers. */
import { shownPath } from '../../../src/model/path-text.ts';
import type { Transfer } from '../../../src/model/transfer.ts';
import { shownMessage, shownName } from '../../../src/runtime/names.ts';
import { formatBytes, formatDuration } from '../../../src/runtime/units.ts';
import type { Column } from '../../components/table-layout.ts';
import { formatCount, formatFiles } from '../../format/count.ts';
import { shortDate } from '../../format/instant.ts';
import { personText } from '../../format/person.ts';
import { currentFile, doneShare, etaText, fileEta, rateText, stateWord } from '../../format/transfer-words.ts';
import { fitCell } from '../../text/fit-cell.ts';
import { percentText, progressBar } from '../../text/progress-bar.ts';
import type { Theme } from '../../theme/theme.ts';

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
};
const id: Column<Transfer> = { title: 'ID', width: 7, align: 'left', priority: 4, cell: ({ id: text }) => text };
const route: Column<Transfer> = {
  title: 'FROM TO',
  width: 15,
  flex: 3,
  align: 'left',
  cut: 'middle',
  priority: 7,
  cell: ({ source, destination }, { theme, width }) =>
    nodesText({ from: source.node, to: destination.node, width }, theme),
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
};
const rate: Column<Transfer> = { title: 'RATE', width: 9, align: 'right', priority: 2, cell: rateText };
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
};
const left: Column<Transfer> = {
  title: 'BACKLOG',
  width: 7,
  align: 'right',
  priority: 3,
  cell: (transfer) => etaText(transfer, transfer.progress?.etaSeconds),
};
const state: Column<Transfer> = {
  title: 'STATE',
  width: 10,
  align: 'left',
  priority: 1,
  cell: (transfer, { now }) => stateWord(transfer, now),
};
const owner: Column<Transfer> = {
  title: 'BY',
  width: 8,
  align: 'left',
  priority: 9,
  cell: ({ createdBy }) => ({ text: personText(createdBy), role: 'muted' }),
};
const started: Column<Transfer> = {
  title: 'CREATED',
  width: 11,
  align: 'left',
  priority: 9,
  cell: ({ createdAt }) => ({ text: shortDate(createdAt), role: 'muted' }),
};

/** How its bytes travel: the way, and by how many connections. */
const via: Column<Transfer> = {
  title: 'VIA',
  width: 11,
  align: 'left',
  priority: 10,
  cell: ({ state: { kind }, progress: now }) => {
    const reach = kind === 'waiting' || now?.reach === undefined ? undefined : now.reach.kind;
    return {
      text: reach === undefined ? '-' : `${reach} ${now?.streams ?? 1}`,
      role: reach === 'relayed' ? 'warn' : 'muted',
    };
  },
};
const why: Column<Transfer> = {
  title: 'WHY',
  width: 16,
  flex: 3,
  align: 'left',
  priority: 11,
  cell: ({ state: now }) => ({ text: 'reason' in now ? shownMessage(now.reason?.message ?? '') : '', role: 'muted' }),
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
};
const ended: Column<Transfer> = {
  title: 'ENDED',
  width: 11,
  align: 'left',
  priority: 2,
  cell: ({ endedAt }) => ({ text: endedAt === undefined ? '-' : shortDate(endedAt), role: 'muted' }),
};
const took: Column<Transfer> = {
  title: 'TOOK',
  width: 7,
  align: 'right',
  priority: 5,
  cell: ({ totals }) => (totals === undefined ? '-' : formatDuration(totals.durationMs / 1000)),
};
const files: Column<Transfer> = {
  title: 'FILES',
  width: 7,
  align: 'right',
  priority: 4,
  cell: ({ totals }) => (totals === undefined ? '-' : formatCount(totals.copied.files)),
};
const moved: Column<Transfer> = {
  title: 'COPIED',
  width: 8,
  align: 'right',
  priority: 3,
  cell: ({ totals }) => (totals === undefined ? '-' : formatBytes(totals.copied.bytes)),
};

export const endedTransferColumns: readonly Column<Transfer>[] = [
  ended,
  id,
  name,
  route,
  state,
  files,
  moved,
  took,
  owner,
  why,
];
export const failedTransferColumns: readonly Column<Transfer>[] = [ended, id, name, route, state, reason, owner];

export const overviewTransferColumns: readonly Column<Transfer>[] = [
  id,
  name,
  route,
  progress,
  rate,
  file,
  fileLeft,
  left,
  state,
];
export const listedTransferColumns: readonly Column<Transfer>[] = [
  id,
  name,
  route,
  progress,
  rate,
  fileLeft,
  left,
  state,
  owner,
  started,
  via,
  why,
];
