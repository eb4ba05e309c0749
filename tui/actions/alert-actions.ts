/** What the operator says to alerts, for everybody who sees them. */
import type { Alert, AlertWish } from '../../src/model/alert.ts';
import { formatDuration } from '../../src/runtime/units.ts';
import type { Console } from '../keys/command.ts';
import { attempt } from './attempt.ts';
import { toast } from './toast.ts';

export async function answerAlert(console: Console, { id, about }: Alert, wish: AlertWish): Promise<void> {
  await attempt(console, async () => {
    await console.hub.request('answer-alert', { alert: id, wish });
    console.hub.refresh();
    toast(console, { text: `${about}: ${saidText(wish)}`, role: wish.kind === 'reopen' ? 'warn' : 'good' });
  });
}

function saidText(wish: AlertWish): string {
  switch (wish.kind) {
    case 'acknowledge':
      return 'acknowledged, until it is worse or comes again';
    case 'snooze':
      return wish.forMs === undefined
        ? 'snoozed until it says something else'
        : `snoozed for ${formatDuration(wish.forMs / 1000)}`;
    case 'reopen':
      return 'open again';
    default:
      return wish satisfies never;
  }
}
