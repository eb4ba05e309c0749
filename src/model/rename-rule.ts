/**
 * `--rename`: what makes another path of a file's path at the destination, as data and as the text of a flag,
 * `s/EXPRESSION/REPLACEMENT/`, like sed and rename have it.
 */
import { z } from 'zod';
import { Fault } from '../runtime/fault.ts';
import { shownName } from '../runtime/names.ts';
import { compileExpression } from './rename-expression.ts';
import { replacementParts } from './rename-replacement.ts';

export const mostRenames = 50;
const longest = 500;

export const RenameRule = z
  .object({
    /** A regular expression as RE2 has it, found anywhere in the path. */
    match: z.string().min(1).max(longest),
    /** `$1` to `$9`, `$0` for all that was found, `$$` for a dollar, `{name}` and the other placeholders. */
    to: z.string().max(longest),
    /** All that is found is replaced, not only the first. */
    isGlobal: z.boolean().default(false),
    ignoresCase: z.boolean().default(false),
  })
  .superRefine((rule, { addIssue }) => {
    try {
      confirmRule(rule);
    } catch (thrown) {
      if (!(thrown instanceof Fault)) throw thrown;
      addIssue({ code: 'custom', message: thrown.message });
    }
  });
export type RenameRule = z.infer<typeof RenameRule>;

/** The text of a flag. Throws `usage`, which shows what would be right. */
export function parseRename(text: string): RenameRule {
  const delimiter = text[1] ?? '';
  const isPossible = text.startsWith('s') && /^[^\w\s\\$.^*+?()[\]{}]$/.test(delimiter);
  const [match, to, flags, ...more] = isPossible ? partsOf(text.slice(2), delimiter) : [];
  if (match === undefined || to === undefined || flags === undefined || more.length > 0 || !/^[gi]*$/.test(flags))
    throw new Fault(
      'usage',
      `'${shownName(text)}' is no rule; write s/EXPRESSION/REPLACEMENT/, with g for every one that is found and i for either case`,
    );
  const rule = RenameRule.safeParse({
    match,
    // As sed writes groups.
    to: to.replace(/\\(\d)/g, '$$$1'),
    isGlobal: flags.includes('g'),
    ignoresCase: flags.includes('i'),
  });
  if (rule.success) return rule.data;
  const [issue] = rule.error.issues;
  throw new Fault('usage', `'${shownName(text)}': ${issue?.code === 'custom' ? issue.message : lengthText}`);
}

const lengthText = `an expression has 1 to ${longest} characters, and a replacement at most ${longest}`;

function confirmRule({ match, to, ignoresCase }: Pick<RenameRule, 'match' | 'to' | 'ignoresCase'>): void {
  const { groups } = compileExpression(match, { ignoresCase });
  for (const part of replacementParts(to)) {
    if (part.kind === 'group' && part.group > groups)
      throw new Fault('usage', `the replacement asks for $${part.group}, and the expression has ${groups} groups`);
  }
}

/** Between delimiters; one that a backslash stands before is none, and loses it. */
function partsOf(text: string, delimiter: string): string[] {
  const parts = [''];
  for (const [found] of text.matchAll(/\\.|./gsu)) {
    if (found === delimiter) parts.push('');
    else parts[parts.length - 1] += found === `\\${delimiter}` ? delimiter : found;
  }
  return parts;
}
