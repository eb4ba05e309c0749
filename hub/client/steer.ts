/** `--pause ID`, `--resume ID`, `--cancel ID`: hands on a transfer that has not ended; `--retry ID`: on one that has. */
import type { TransferId } from '../../src/runtime/identifier.ts';
import type { Action } from './action.ts';
import { print, printJson } from './output.ts';
import { stateText } from './transfer-text.ts';

export function steer(what: 'pause' | 'resume' | 'cancel' | 'retry'): Action {
  return async ({ settings, hub }) => {
    const transfer = await hub.request(`${what}-transfer`, { transfer: settings[what] as TransferId });
    await (settings.json ? printJson([transfer]) : print(`${transfer.id} ${stateText(transfer)}\n`));
    return 0;
  };
}
