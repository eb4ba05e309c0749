/** The options of a transfer as a template writes them: the words of the flags without their dashes, each read as its flag is. */
import { z } from 'zod';
import { Fault } from '../runtime/fault.ts';
import { shownName } from '../runtime/names.ts';
import { nearestName } from '../runtime/nearest-name.ts';
import { settingValue } from '../runtime/setting-value.ts';
import { kebabName, type Values } from '../runtime/settings-definition.ts';
import type { TransferOptions } from './transfer-options.ts';
import { transferOptionsFrom, transferSettings } from './transfer-settings.ts';

/** A file of rules would be read where the template is filled, at the hub: its rules are to be in the template. */
const { filterFrom: _, ...writtenSettings } = transferSettings;
const keys = Object.keys(writtenSettings) as (keyof typeof writtenSettings)[];

const Scalar = z.union([z.string(), z.number(), z.boolean()]);
const Written = z.record(z.string(), z.union([Scalar, z.array(z.string()).max(1000)]));

/** Kept as it was written, so that an export gives back what was applied. */
export const TemplateOptions = Written.superRefine((written, { addIssue }) => {
  try {
    optionsFromWords(written);
  } catch (thrown) {
    if (!(thrown instanceof Fault)) throw thrown;
    addIssue({ code: 'custom', message: thrown.message });
  }
});
export type TemplateOptions = z.infer<typeof Written>;

/** Rules count in the order in which `include` and `exclude` are written. Throws `usage`. */
export function optionsFromWords(written: TemplateOptions): TransferOptions {
  const texts = new Map(Object.entries(written).map(([word, value]) => [keyOf(word), textsOf(word, value)]));
  const values = keys.map((key) => [key, settingValue(writtenSettings[key], texts.get(key), kebabName(key))]);
  const order = Array.from(texts, ([key, { length }]) => Array<string>(length).fill(key)).flat();
  return transferOptionsFrom(
    { ...(Object.fromEntries(values) as Values<typeof writtenSettings>), filterFrom: [] },
    order,
  );
}

function keyOf(word: string): keyof typeof writtenSettings {
  const key = keys.find((each) => kebabName(each) === word);
  if (key !== undefined) return key;
  if (word === kebabName('filterFrom'))
    throw new Fault('usage', 'write the rules of filter-from as include and exclude');
  const nearest = nearestName(word, keys.map(kebabName));
  const meant = nearest === undefined ? 'write a flag of a transfer without its dashes' : `did you mean ${nearest}?`;
  throw new Fault('usage', `there is no option ${shownName(word)}; ${meant}`);
}

function textsOf(word: string, value: TemplateOptions[string]): string[] {
  const setting = writtenSettings[keyOf(word)];
  const isList = setting.type !== 'boolean' && 'isMultiple' in setting;
  if (Array.isArray(value) && !isList) throw new Fault('usage', `${word} takes one value, not a list`);
  return [value].flat().map(String);
}
