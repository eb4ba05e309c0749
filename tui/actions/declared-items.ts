/** One item of what is declared: written or removed by the same request as with `--apply`, the others as they are in force. */
import { isDeepStrictEqual } from 'node:util';
import type { Declaration } from '../../src/model/declaration.ts';
import { Fault } from '../../src/runtime/fault.ts';
import type { DeclaredItem, DeclaredKind } from '../format/declared-text.ts';
import type { Console } from '../keys/command.ts';

export async function declaredItem(
  { hub }: Console,
  kind: DeclaredKind,
  name: string,
): Promise<DeclaredItem | undefined> {
  return itemsOf(await hub.request('export', {}), kind).find((item) => item.name === name);
}

export interface ItemChange {
  readonly kind: DeclaredKind;
  /** As it was when it was opened; undefined for a new one. */
  readonly before: DeclaredItem | undefined;
  /** Undefined removes it. */
  readonly next: DeclaredItem | undefined;
}

/**
 * Resolves with whether anything is other than before. Throws what the hub says of it, `name-taken` for a name that another
 * one has, and `not-possible-now` for one that is not what it was when it was opened.
 */
export async function declareItem({ hub }: Console, { kind, before, next }: ItemChange): Promise<boolean> {
  const items = itemsOf(await hub.request('export', {}), kind);
  const current = before && items.find(({ name }) => name === before.name);
  if (before !== undefined && !isDeepStrictEqual(current, before))
    throw new Fault('not-possible-now', `${before.name} was changed by somebody else meanwhile`);
  const others = items.filter((item) => item !== current);
  if (next !== undefined && others.some(({ name }) => name === next.name))
    throw new Fault('name-taken', `there is another one named ${next.name}`);
  const all = items.flatMap((item) => (item !== current ? [item] : next === undefined ? [] : [next]));
  const isNew = current === undefined && next !== undefined;
  const declaration = { [kind]: isNew ? [...all, next] : all } as Declaration;
  const { changes } = await hub.request('apply', { declaration, isDryRun: false });
  return changes.length > 0;
}

function itemsOf(declaration: Declaration, kind: DeclaredKind): readonly DeclaredItem[] {
  return declaration[kind] ?? [];
}
