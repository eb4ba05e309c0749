/** What is declared, edited as text: what is wrong with it is told with its line, and the text is not lost by that. */
import { asFault } from '../../src/runtime/fault.ts';
import { type DeclaredItem, type DeclaredKind, itemText, readItem } from '../format/declared-text.ts';
import { faultAdvice } from '../format/fault-text.ts';
import type { Console } from '../keys/command.ts';
import { attempt } from './attempt.ts';
import { declaredItem, declareItem } from './declared-items.ts';
import { toast } from './toast.ts';

/** Something that is being written. */
export interface EditWork {
  readonly kind: DeclaredKind;
  /** As it was when it was opened; undefined for a new one. */
  readonly before: DeclaredItem | undefined;
  /** What the editor begins with. */
  readonly text: string;
  /** Saving this again is saving nothing. */
  readonly untouched: string | undefined;
}

export async function editItem(console: Console, kind: DeclaredKind, name: string): Promise<void> {
  await attempt(console, async () => {
    const before = await declaredItem(console, kind, name);
    if (before === undefined) return toast(console, { text: `${name} is not declared any more`, role: 'warn' });
    const text = itemText(before);
    await work(console, { kind, before, text, untouched: text });
  });
}

/** A clone has the name of what it was made from until another one is written. */
export async function cloneItem(console: Console, kind: DeclaredKind, name: string): Promise<void> {
  await attempt(console, async () => {
    const from = await declaredItem(console, kind, name);
    if (from === undefined) return toast(console, { text: `${name} is not declared any more`, role: 'warn' });
    const text = `# A clone of ${name}: give it another name.\n${itemText(from)}`;
    await work(console, { kind, before: undefined, text, untouched: text });
  });
}

export async function newItem(console: Console, kind: DeclaredKind, example: string): Promise<void> {
  await attempt(console, async () => work(console, { kind, before: undefined, text: example, untouched: example }));
}

export async function editAgain(console: Console, again: EditWork): Promise<void> {
  await attempt(console, async () => work(console, { ...again, untouched: undefined }));
}

async function work(console: Console, { kind, before, text, untouched }: EditWork): Promise<void> {
  const written = await console.edit(text);
  if (written === undefined || written.trim() === '' || written === untouched)
    return toast(console, { text: 'nothing was changed', role: 'warn' });
  const again = { kind, before, text: written, untouched: undefined };
  const read = readItem(written, kind);
  if (read.kind === 'wrong') return say(console, again, read.problems);
  const { name } = read.item;
  try {
    const isOther = await declareItem(console, { kind, before, next: read.item });
    console.hub.refresh();
    const done = before === undefined ? 'is declared' : 'is changed';
    toast(console, { text: isOther ? `${name} ${done}` : `${name} says what it said before`, role: 'good' });
  } catch (thrown) {
    const isOther = asFault(thrown).code === 'not-possible-now' && before !== undefined;
    // Who has seen that may save over it.
    const latest = isOther ? await declaredItem(console, kind, before.name) : before;
    const hint = isOther ? ['saving it again puts yours in its place'] : [];
    say(console, { ...again, before: latest }, [faultAdvice(thrown), ...hint]);
  }
}

function say({ store }: Console, again: EditWork, problems: readonly string[]): void {
  store.changeUi((ui) => ({ ...ui, dialog: { kind: 'not-declared', work: again, problems } }));
}

/** Whatever it is now: its name was typed. */
export async function removeItem(console: Console, kind: DeclaredKind, name: string): Promise<void> {
  await attempt(console, async () => {
    const before = await declaredItem(console, kind, name);
    if (before !== undefined) await declareItem(console, { kind, before, next: undefined });
    console.hub.refresh();
    toast(console, { text: `${name} is not declared any more`, role: 'warn' });
  });
}
