/**
 * Which files a transfer is about: ordered rules over paths, and bounds of size and age, as data.
 *
 * A rule matches an entry when its pattern matches the entry or a folder that holds it. The first rule that matches
 * decides; what none matches belongs to the transfer, unless there are only includes: then nothing else does. A folder is
 * not even opened when it is excluded and no earlier include could match below it.
 */
import { z } from 'zod';
import { Fault } from '../runtime/fault.ts';
import { shownName } from '../runtime/names.ts';

export const maxPatternLength = 1000;
export const maxSettleSeconds = 86_400;

/**
 * `*` and `?` stay within a name, `**` goes across folders, `[a-z]` `[!a]` `{a,b}` as in a shell, `\` takes a character as
 * it is. A leading `/` anchors at the source; otherwise the pattern may match at the end of any path. A trailing `/` asks
 * for a folder. A byte of a name that is not UTF-8 is the lone surrogate U+DC80 to U+DCFF (runtime/names.ts).
 */
export const Rule = z.object({
  kind: z.enum(['include', 'exclude']),
  pattern: z.string().min(1).max(maxPatternLength),
});
export type Rule = z.infer<typeof Rule>;

/** Bounds are included. They concern files: a folder has neither size nor age. */
export const Selection = z.object({
  rules: z.array(Rule).max(1000).default([]),
  minSizeBytes: z.number().nonnegative().optional(),
  maxSizeBytes: z.number().nonnegative().optional(),
  /** Since the last change of the content, when the scan begins. */
  minAgeSeconds: z.number().nonnegative().optional(),
  maxAgeSeconds: z.number().nonnegative().optional(),
  /** Of the source alone: nothing of the file, its name included, was changed for so long when the scan begins. */
  settleSeconds: z.number().nonnegative().max(maxSettleSeconds).optional(),
});
export type Selection = z.infer<typeof Selection>;

/**
 * The lines of a filter file: `+ pattern`, `- pattern`, comments after `#` or `;` at the start of a line, and `!`, which
 * forgets the rules above it. Throws `usage` with the number of a line that is none of these.
 */
export function parseFilterLines(text: string, shownFile: string): Rule[] {
  let rules: Rule[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (/^\s*([#;].*)?$/.test(line)) continue;
    const [, sign, pattern = ''] = /^([+-]) +(.+)$/.exec(line) ?? [];
    if (line.trim() === '!') rules = [];
    else if (sign !== undefined && pattern.length <= maxPatternLength)
      rules.push({ kind: sign === '+' ? 'include' : 'exclude', pattern });
    else
      throw new Fault(
        'usage',
        `${shownFile}, line ${index + 1}: '${shownName(line.slice(0, 80))}' is no rule; write '+ pattern' or '- pattern'`,
      );
  }
  return rules;
}
