/** The files on their way: which, how far, how fast, how long still. Those of the transfer under the cursor come first. */
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
  const files = movingFiles(transfers, selected);
  const inside = layout.isBox ? paneInside(layout) : layout;
  const shown = files.slice(0, inside.height).map((moving) => fileLine(moving, { theme, width: inside.width }));
  if (shown.length === 0) shown.push(theme.paint('muted', '  no file is on its way'));
  const lines = <Lines lines={shown} width={inside.width} />;
  if (!layout.isBox) return lines;
  return (
    <Pane
      title="Current files"
      note={files.length === 0 ? '' : `${files.length} on their way`}
      width={layout.width}
      height={layout.height}
      isFocused={false}
    >
      {lines}
    </Pane>
  );
}

function movingFiles(transfers: readonly Transfer[], selected: string | undefined): readonly MovingFile[] {
  const running = transfers.filter(isRunning);
  return [...running.filter(({ id }) => id === selected), ...running.filter(({ id }) => id !== selected)].flatMap(
    (transfer) =>
      (transfer.progress?.files ?? []).filter(({ state }) => state !== 'done').map((file) => ({ transfer, file })),
  );
}

function fileLine(
  { transfer, file }: MovingFile,
  { theme, width }: { readonly theme: Theme; readonly width: number },
): string {
  const { ellipsis } = theme.symbols;
  const share = file.sizeBytes === 0 ? 1 : file.doneBytes / file.sizeBytes;
  const eta = fileEta(file);
  const barWidth = width < 70 ? 8 : 14;
  const figures = [
    `${progressBar(share, barWidth, theme.symbols)} ${percentText(share)}`,
    formatRate(file.rate).padStart(10),
    `ETA ${(eta === undefined ? '-' : formatDuration(eta)).padStart(7)} `,
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
