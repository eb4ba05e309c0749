/**
 * The files on their way: which, how far, how fast, how long still; below them those that were done a moment ago, as small
 * ones come and go between two reports. Those of the transfer under the cursor come first.
 */
import type { ReactNode } from 'react';
import { shownPath } from '../../../src/model/path-text.ts';
import type { FileProgress } from '../../../src/model/progress.ts';
import type { Transfer } from '../../../src/model/transfer.ts';
import { formatDuration, formatRate } from '../../../src/runtime/units.ts';
import { Lines } from '../../components/lines.tsx';
import { Pane, paneInside } from '../../components/pane.tsx';
import { fileEta, isRunning } from '../../format/transfer-words.ts';
import { fitCell } from '../../text/fit-cell.ts';
import { percentText, progressBar } from '../../text/progress-bar.ts';
import type { Theme } from '../../theme/theme.ts';
import { useTheme } from '../../theme/theme-context.ts';
import type { OverviewLayout } from './overview-layout.ts';

export interface MovingFilesProps {
  readonly transfers: readonly Transfer[];
  readonly selected: string | undefined;
  readonly layout: OverviewLayout['moving'];
}

interface MovingFile {
  readonly transfer: Transfer;
  readonly file: FileProgress;
}

export function MovingFiles({ transfers, selected, layout }: MovingFilesProps): ReactNode {
  const theme = useTheme();
  const files = shownFiles(transfers, selected);
  const moving = files.filter(({ file }) => file.state !== 'done').length;
  const inside = layout.isBox ? paneInside(layout) : layout;
  const shown = files.slice(0, inside.height).map((moving) => fileLine(moving, { theme, width: inside.width }));
  if (shown.length === 0) shown.push(theme.paint('muted', `  ${nothingText(transfers)}`));
  const lines = <Lines lines={shown} width={inside.width} />;
  if (!layout.isBox) return lines;
  return (
    <Pane
      title="Current files"
      note={moving > 0 ? `${moving} on their way` : files.length > 0 ? 'done last' : ''}
      width={layout.width}
      height={layout.height}
      isFocused={false}
    >
      {lines}
    </Pane>
  );
}

function shownFiles(transfers: readonly Transfer[], selected: string | undefined): readonly MovingFile[] {
  const running = transfers.filter(isRunning);
  const files = [
    ...running.filter(({ id }) => id === selected),
    ...running.filter(({ id }) => id !== selected),
  ].flatMap((transfer) => (transfer.progress?.files ?? []).map((file) => ({ transfer, file })));
  const isDone = ({ file }: MovingFile): boolean => file.state === 'done';
  return [...files.filter((each) => !isDone(each)), ...files.filter(isDone)];
}

function nothingText(transfers: readonly Transfer[]): string {
  const running = transfers.filter(isRunning);
  const areScanning = running.length > 0 && running.every(({ state }) => state.kind === 'scanning');
  return areScanning ? 'no file is on its way: both sides are being looked at' : 'no file is on its way';
}

function fileLine(
  { transfer, file }: MovingFile,
  { theme, width }: { readonly theme: Theme; readonly width: number },
): string {
  const { ellipsis } = theme.symbols;
  const share = file.state === 'done' || file.sizeBytes === 0 ? 1 : file.doneBytes / file.sizeBytes;
  const eta = file.state === 'done' ? undefined : fileEta(file);
  const barWidth = width < 70 ? 8 : 14;
  const figures = [
    `${progressBar(share, barWidth, theme.symbols)} ${percentText(share)}`,
    formatRate(file.rate).padStart(10),
    file.state === 'done' ? 'done'.padEnd(12) : `ETA ${(eta === undefined ? '-' : formatDuration(eta)).padStart(7)} `,
  ].join(' ');
  const figuresWidth = barWidth + 5 + 1 + 10 + 1 + 12;
  const path = fitCell(shownPath(file.path), {
    width: Math.max(4, width - figuresWidth - 12),
    align: 'left',
    cut: 'name',
    ellipsis,
  });
  return `  ${fitCell(transfer.id, { width: 8, align: 'left', cut: 'end', ellipsis })} ${path} ${figures}`;
}
