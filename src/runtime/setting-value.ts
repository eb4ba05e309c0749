/** The texts given for one setting -> its value, or a `usage` fault that names the place and what would be right. */
import type { z } from 'zod';
import { Fault } from './fault.ts';
import { shownName } from './names.ts';
import { nearestName } from './nearest-name.ts';
import type { Setting, ValueSetting } from './settings-definition.ts';

/** `name` is how the message calls the setting: `--bwlimit`, `LONGHAUL_BWLIMIT`, `bwlimit in longhaul.yaml`. */
export function settingValue(setting: Setting, texts: readonly string[] | undefined, name: string): unknown {
  if (setting.type === 'boolean') return texts?.[0] === undefined ? false : booleanValue(texts[0], name);
  if (setting.isMultiple) return (texts ?? defaultTexts(setting)).map((text) => scalarValue(setting, text, name));
  const [text] = texts ?? defaultTexts(setting);
  return text === undefined ? undefined : scalarValue(setting, text, name);
}

function defaultTexts(setting: ValueSetting): readonly string[] {
  return setting.default === undefined ? [] : [String(setting.default)];
}

function booleanValue(text: string, name: string): boolean {
  if (text === 'true' || text === '1') return true;
  if (text === 'false' || text === '0') return false;
  throw new Fault('usage', `${shownName(name)}: '${shownName(text)}' is not possible; write true or false`);
}

function scalarValue(setting: ValueSetting, text: string, name: string): unknown {
  if (text === '') throw new Fault('usage', `${shownName(name)} needs a value (${setting.placeholder})`);
  const raw = setting.type === 'number' ? numberValue(text, name) : text;
  if (setting.schema === undefined) return raw;
  const parsed = parse(setting.schema, raw, name);
  if (parsed.success) return parsed.data;
  throw new Fault('usage', `${shownName(name)}: ${issueText(parsed.error.issues[0], text)}`, { cause: parsed.error });
}

function numberValue(text: string, name: string): number {
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  throw new Fault('usage', `${shownName(name)}: '${shownName(text)}' is not a number`);
}

/** A schema may use our own parsers (sizes, rates, locations); their faults gain the name of the setting. */
function parse(schema: z.ZodType, raw: unknown, name: string) {
  try {
    return schema.safeParse(raw);
  } catch (thrown) {
    if (!(thrown instanceof Fault)) throw thrown;
    throw new Fault(thrown.code, `${shownName(name)}: ${thrown.message}`, { cause: thrown });
  }
}

function issueText(issue: z.core.$ZodIssue | undefined, text: string): string {
  // Somebody may have put a key where its name belongs: it must not end in a log.
  const shown = `'${shownName(text.replace(/lh_[0-9a-f_]{20,}/g, 'lh_…'))}'`;
  if (issue?.code === 'invalid_value') {
    const nearest = nearestName(text, issue.values.map(String));
    return `${shown} is not one of ${issue.values.join(', ')}${nearest === undefined ? '' : `; did you mean ${nearest}?`}`;
  }
  // Of a string, the bound is a length, which the schema's own message says better.
  if (issue?.code === 'too_small' && issue.origin !== 'string') {
    return `${shown} is too small; the least is ${issue.minimum}`;
  }
  if (issue?.code === 'too_big' && issue.origin !== 'string')
    return `${shown} is too large; the most is ${issue.maximum}`;
  if (issue?.code === 'invalid_type' && issue.expected === 'int') return `${shown} is not a whole number`;
  return `${shown} is not possible: ${issue?.message ?? 'not valid'}`;
}
