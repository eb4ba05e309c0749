/** How followed transfers are shown: lines that redraw on a terminal, a line now and then through a pipe, or JSON Lines. */
import cliTruncate from 'cli-truncate';
import { bytesMoved } from '../../src/model/moved-bytes.ts';
import type { Transfer } from '../../src/model/transfer.ts';
import { isEnded } from '../../src/model/transfer-state.ts';
import type { TransferId } from '../../src/runtime/identifier.ts';
import { say } from './output.ts';
import { progressText } from './transfer-text.ts';

export interface FollowDisplay extends Disposable {
  show(transfer: Transfer): void;
  /** Something that people should know; nothing in JSON. */
  note(line: string): void;
  /** A note, after which this transfer is not shown any more. */
  end(id: TransferId, line: string): void;
}

const lineEveryMs = 5000;
const barWidth = 24;
const clearLine = '\r\u001b[2K';
const clearLineAbove = '\u001b[A\u001b[2K';

export function openFollowDisplay(json: boolean): FollowDisplay {
  if (json) return jsonDisplay();
  return process.stderr.isTTY ? terminalDisplay() : pipeDisplay();
}

function jsonDisplay(): FollowDisplay {
  return {
    show: (transfer) => void process.stdout.write(`${JSON.stringify(transfer)}\n`),
    note: () => undefined,
    end: () => undefined,
    [Symbol.dispose]: () => undefined,
  };
}

/** A line for each, oldest first, below all notes. */
function terminalDisplay(): FollowDisplay {
  const latest = new Map<TransferId, Transfer>();
  let drawn = 0;
  const redraw = (note = ''): void => {
    const clear = clearLine + clearLineAbove.repeat(Math.max(0, drawn - 1));
    const lines = [...latest.values()].map((transfer) =>
      cliTruncate(
        `${bar(transfer)} ${transfer.id} ${progressText(transfer)}`,
        Math.max(20, process.stderr.columns - 1),
      ),
    );
    drawn = lines.length;
    process.stderr.write(clear + note + lines.join('\n'));
  };
  return {
    show: (transfer) => {
      latest.set(transfer.id, transfer);
      redraw();
    },
    note: (line) => redraw(`${line}\n`),
    end: (id, line) => {
      latest.delete(id);
      redraw(`${line}\n`);
    },
    [Symbol.dispose]: () => {
      latest.clear();
      redraw();
    },
  };
}

function pipeDisplay(): FollowDisplay {
  const said = new Map<TransferId, { readonly at: number; readonly state: string }>();
  return {
    show: (transfer) => {
      const { id, state } = transfer;
      // How it ended is said by who follows it.
      if (isEnded(state)) return;
      const before = said.get(id);
      if (before?.state === state.kind && performance.now() - before.at < lineEveryMs) return;
      said.set(id, { at: performance.now(), state: state.kind });
      say(`${id} ${progressText(transfer)}`);
    },
    note: say,
    end: (_, line) => say(line),
    [Symbol.dispose]: () => undefined,
  };
}

function bar({ progress }: Transfer): string {
  const { done, total } = progress === undefined ? { done: 0, total: 0 } : bytesMoved(progress);
  const share = total === 0 ? 0 : Math.min(1, done / total);
  const full = Math.round(share * barWidth);
  return `[${'#'.repeat(full)}${'.'.repeat(barWidth - full)}]`;
}
