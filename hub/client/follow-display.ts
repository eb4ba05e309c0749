/** How a followed transfer is shown: a line that redraws on a terminal, a line now and then through a pipe, or JSON Lines. */
import cliTruncate from 'cli-truncate';
import { bytesMoved } from '../../src/model/moved-bytes.ts';
import type { Transfer } from '../../src/model/transfer.ts';
import { isEnded } from '../../src/model/transfer-state.ts';
import { say } from './output.ts';
import { progressText } from './transfer-text.ts';

export interface FollowDisplay extends Disposable {
  show(transfer: Transfer): void;
  /** Something that people should know; nothing in JSON. */
  note(line: string): void;
}

const lineEveryMs = 5000;
const barWidth = 24;
const clearLine = '\r\u001b[2K';

export function openFollowDisplay(json: boolean): FollowDisplay {
  if (json) return jsonDisplay();
  return process.stderr.isTTY ? terminalDisplay() : pipeDisplay();
}

function jsonDisplay(): FollowDisplay {
  return {
    show: (transfer) => void process.stdout.write(`${JSON.stringify(transfer)}\n`),
    note: () => undefined,
    [Symbol.dispose]: () => undefined,
  };
}

function terminalDisplay(): FollowDisplay {
  return {
    show: (transfer) => {
      const line = `${bar(transfer)} ${transfer.id} ${progressText(transfer)}`;
      process.stderr.write(clearLine + cliTruncate(line, Math.max(20, process.stderr.columns - 1)));
    },
    note: (line) => void process.stderr.write(`${clearLine}${line}\n`),
    [Symbol.dispose]: () => void process.stderr.write(clearLine),
  };
}

function pipeDisplay(): FollowDisplay {
  let saidAt = Number.NEGATIVE_INFINITY;
  let saidState = '';
  return {
    show: (transfer) => {
      // How it ended is said by who follows it.
      if (isEnded(transfer.state)) return;
      const isNews = transfer.state.kind !== saidState;
      if (!isNews && performance.now() - saidAt < lineEveryMs) return;
      saidAt = performance.now();
      saidState = transfer.state.kind;
      say(`${transfer.id} ${progressText(transfer)}`);
    },
    note: say,
    [Symbol.dispose]: () => undefined,
  };
}

function bar({ progress }: Transfer): string {
  const { done, total } = progress === undefined ? { done: 0, total: 0 } : bytesMoved(progress);
  const share = total === 0 ? 0 : Math.min(1, done / total);
  const full = Math.round(share * barWidth);
  return `[${'#'.repeat(full)}${'.'.repeat(barWidth - full)}]`;
}
