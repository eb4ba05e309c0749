/** What a rule of `--rename` puts in the place of what it finds. */
import { Fault } from '../runtime/fault.ts';
import { shownName } from '../runtime/names.ts';
import type { RenameRule } from './rename-rule.ts';
import type { TransferOptions } from './transfer-options.ts';

/** Whether files may have other paths at the destination. */
export function renames({ flatten, rename }: Pick<TransferOptions, 'flatten' | 'rename'>): boolean {
  return flatten || rename.length > 0;
}

/** Of a file: its name without and with only what follows its last dot, and the day in UTC of its last change. */
export const placeholders = ['name', 'ext', 'date', 'year', 'month', 'day'] as const;
export type Placeholder = (typeof placeholders)[number];

export type ReplacementPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'group'; readonly group: number }
  | { readonly kind: 'placeholder'; readonly name: Placeholder };

/** What a replacement is made of. Throws `usage` for a placeholder that there is not. */
export function replacementParts(to: string): ReplacementPart[] {
  return Array.from(to.matchAll(/\$(\$|\d)|\{([a-z]+)\}|\$|[^${]+|\{/g), ([found, dollar, name]): ReplacementPart => {
    if (name !== undefined) return { kind: 'placeholder', name: knownPlaceholder(name) };
    if (dollar === undefined) return { kind: 'text', text: found };
    return dollar === '$' ? { kind: 'text', text: '$' } : { kind: 'group', group: Number(dollar) };
  });
}

/** As the flag would say it. */
export function renameText({ match, to, isGlobal, ignoresCase }: RenameRule): string {
  const delimiter = [...'/#,|:'].find((each) => !match.includes(each) && !to.includes(each)) ?? '/';
  const [from, into] = [match, to].map((text) => text.replaceAll(delimiter, `\\${delimiter}`));
  return ['s', from, into, `${isGlobal ? 'g' : ''}${ignoresCase ? 'i' : ''}`].join(delimiter);
}

function knownPlaceholder(name: string): Placeholder {
  const known = placeholders.find((each) => each === name);
  if (known !== undefined) return known;
  const shown = placeholders.map((each) => `{${each}}`).join(', ');
  throw new Fault('usage', `a file has no {${shownName(name)}}; it has ${shown}`);
}
