/** The columns of a list: as they are from now on, and at the next start. */
import { faultText } from '../format/fault-text.ts';
import type { Console } from '../keys/command.ts';
import type { ListName } from '../store/list-kind.ts';
import { toast } from './toast.ts';

/** Undefined is as the list is by itself. */
export function keepColumns(console: Console, list: ListName, titles: readonly string[] | undefined): void {
  console.store.changeUi((ui) => ({ ...ui, views: { ...ui.views, [list]: titles } }));
  console.keepView(list, titles).catch((thrown: unknown) => {
    toast(console, { text: `not saved: ${faultText(thrown)}`, role: 'bad' });
  });
}
