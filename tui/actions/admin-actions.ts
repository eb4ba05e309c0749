/** What an admin does about who is let in: each asks the hub and says what came of it. */
import { NodeName } from '../../src/model/location.ts';
import { faultAdvice } from '../format/fault-text.ts';
import type { Console } from '../keys/command.ts';
import type { Dialog } from '../store/dialog.ts';
import { attempt } from './attempt.ts';
import { toast } from './toast.ts';

type RevokeDialog = Extract<Dialog, { kind: 'revoke' }>;
type InviteDialog = Extract<Dialog, { kind: 'invite' }>;

export async function revokeMember(console: Console, { of, holder, name }: RevokeDialog): Promise<void> {
  await attempt(console, async () => {
    if (of === 'token') {
      const { tokens } = await console.hub.request('withdraw-token', { kind: holder ?? 'user', name });
      toast(console, {
        text: `${tokens === 1 ? 'the token' : `${tokens} tokens`} for ${name} let nobody in`,
        role: 'warn',
      });
    } else {
      const { transfers } = await console.hub.request('revoke', { kind: of, name });
      const ended = transfers.length === 0 ? '' : `; failed by it: ${transfers.join(', ')}`;
      toast(console, { text: `${of} ${name} is let in no more${ended}`, role: 'warn' });
    }
    console.hub.refresh();
  });
}

/** What is wrong stays in the box; the token is shown in the box of its own. */
export async function invite(console: Console, dialog: InviteDialog): Promise<void> {
  const { store } = console;
  const parsed = NodeName.safeParse(dialog.field.text.trim());
  const fail = (wrong: string): void => store.changeUi((ui) => ({ ...ui, dialog: { ...dialog, wrong } }));
  if (!parsed.success) return fail(parsed.error.issues[0]?.message ?? 'this is no name');
  const name = parsed.data;
  const { as } = dialog;
  try {
    const wish = as === 'node' ? ({ kind: 'node', name } as const) : ({ kind: 'user', name, role: as } as const);
    const { token, expiresAt } = await console.hub.request('invite', wish);
    store.changeUi((ui) => ({ ...ui, dialog: { kind: 'token', as, name, token, expiresAt } }));
    console.hub.refresh();
  } catch (thrown) {
    fail(faultAdvice(thrown));
  }
}
