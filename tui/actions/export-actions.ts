/** What a list shows, as a file of whoever runs the console: all rows that are loaded, in their order, with the columns that are shown. */
import { rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { Fault } from '../../src/runtime/fault.ts';
import { shownName } from '../../src/runtime/names.ts';
import { writePrivateFile } from '../../src/runtime/private-file.ts';
import { formatCount } from '../format/count.ts';
import { exportText, formOf } from '../format/export-text.ts';
import { faultText } from '../format/fault-text.ts';
import type { Console } from '../keys/command.ts';
import { focusedList } from '../screens/focused-list.ts';
import { shownColumns } from '../store/list-columns.ts';
import type { ExportPrompt } from '../store/prompt.ts';
import { toast } from './toast.ts';

/** A file that is there is replaced only when it was asked for twice. */
export async function exportList(console: Console, prompt: ExportPrompt): Promise<void> {
  const { store } = console;
  const refuse = (wrong: string, isReplacing = false): void =>
    store.changeUi((ui) =>
      ui.prompt?.kind === 'export' ? { ...ui, prompt: { ...ui.prompt, wrong, isReplacing } } : ui,
    );
  const wish = prompt.field.text.trim();
  const form = formOf(wish);
  const focused = focusedList(store.state);
  if (form === undefined || focused === undefined) return refuse('write a name that ends in .csv or .jsonl');
  const { kind, rows } = focused;
  const loaded = Array.from({ length: rows.count }, (_, index) => rows.at(index)).filter((row) => row !== undefined);
  const columns = shownColumns(kind, store.state.ui.views);
  const text = exportText(loaded as readonly unknown[] as readonly never[], { columns, form });
  const file = resolve(wish.startsWith('~/') ? join(homedir(), wish.slice(2)) : wish);
  try {
    if (prompt.isReplacing) await writePrivateFile(file, text);
    else await writeNewFile(file, text);
  } catch (thrown) {
    const isThere = (thrown as NodeJS.ErrnoException).code === 'EEXIST';
    return isThere ? refuse('it is there already: Enter replaces it', true) : refuse(faultText(thrown));
  }
  store.changeUi((ui) => (ui.prompt?.kind === 'export' ? { ...ui, prompt: undefined } : ui));
  const among = loaded.length < rows.count ? ` of ${formatCount(rows.count)}, those that are loaded` : '';
  toast(console, {
    text: `${formatCount(loaded.length)} rows${among}, in ${shownName(file)}`,
    role: among === '' ? 'good' : 'warn',
  });
}

/** Throws EEXIST where something has the name. */
async function writeNewFile(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: 'wx', mode: 0o600 });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw cause;
    // Half of it is worse than nothing; a name that could not be opened was not ours.
    if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EIO') await rm(file, { force: true });
    throw new Fault('state-unusable', `it cannot be written: ${code}`, { cause });
  }
}
