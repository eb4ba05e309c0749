/** Something asked of the hub for the operator: what goes wrong is said on the message line. */
import { faultAdvice } from '../format/fault-text.ts';
import type { Console } from '../keys/command.ts';
import { toast } from './toast.ts';

export async function attempt(console: Console, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (thrown) {
    toast(console, { text: faultAdvice(thrown), role: 'bad' });
  }
}
