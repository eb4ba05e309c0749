/** What is declared as a person writes it, one item at a time: the same words as in a file for `--apply`. */
import { parse, stringify, YAMLParseError } from 'yaml';
import { Declaration } from '../../src/model/declaration.ts';
import { issuePlace, lineAt } from '../../src/model/declaration-place.ts';
import { shownName } from '../../src/runtime/names.ts';

export type DeclaredKind = 'triggers' | 'templates' | 'connections';
export type DeclaredItem = NonNullable<Declaration[DeclaredKind]>[number];

export type ReadItem =
  | { readonly kind: 'item'; readonly item: DeclaredItem }
  /** Each with its line. */
  | { readonly kind: 'wrong'; readonly problems: readonly string[] };

export function itemText(item: DeclaredItem): string {
  return stringify(item);
}

export function readItem(text: string, kind: DeclaredKind): ReadItem {
  let value: unknown;
  try {
    value = parse(text, { prettyErrors: false });
  } catch (thrown) {
    if (!(thrown instanceof YAMLParseError)) throw thrown;
    return { kind: 'wrong', problems: [`${lineAt(text, thrown.pos[0])}: ${shownName(thrown.message)}`] };
  }
  const parsed = Declaration.safeParse({ [kind]: [value] });
  const [item] = parsed.data?.[kind] ?? [];
  if (item !== undefined) return { kind: 'item', item };
  const problems = (parsed.error?.issues ?? []).map((issue) => {
    // Of the item alone, which is the first of a list.
    const path = issue.path.slice(2);
    const where = path.map(String).join('.');
    const said = `${where === '' ? '' : `${where}: `}${issue.message}`;
    return shownName(`${issuePlace(text, { ...issue, path })}: ${said}`);
  });
  return { kind: 'wrong', problems };
}
