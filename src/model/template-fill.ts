/** A template and the values of its variables -> the transfer that they mean. Pure; nobody's rights are judged here. */
import { Fault } from '../runtime/fault.ts';
import { shownName } from '../runtime/names.ts';
import type { FanOutRequest } from './fan-out.ts';
import { type Location, parseLocation } from './location.ts';
import { destinationsOf, isKnown, namesIn, type Template, variableIn, wrongValue } from './template.ts';
import { optionsFromWords } from './template-options.ts';

/** Of a variable by its name. */
export type VariableValues = Readonly<Record<string, string>>;

export interface Filling {
  /** Beats defaults, and `date` and `time` as well. */
  readonly set: VariableValues;
  /** What `date` and `time` say: milliseconds since 1970. */
  readonly at: number;
  readonly timeZone: string;
  /** Variables that may be empty: what is at the top of a bucket is in no folder. */
  readonly mayBeEmpty?: readonly string[];
}

export interface Filled {
  readonly request: Omit<FanOutRequest, 'key' | 'startAt'>;
  /** Of every variable that the template uses. */
  readonly values: VariableValues;
}

const builtIn = { path: false, pattern: undefined };
const longestName = 255;

/** Throws `usage` with the variable that is missing, not known or not possible. */
export function fillTemplate(template: Template, { set, at, timeZone, mayBeEmpty = [] }: Filling): Filled {
  const { name, variables, via, priority, title } = template;
  const given = { ...clockValues(at, timeZone), ...set };
  for (const key of Object.keys(set))
    if (!isKnown(key, template)) throw wrong(name, `has no variable ${shownName(key)}; it has ${listed(template)}`);
  const values: Record<string, string> = {};
  for (const key of namesIn(template)) {
    const variable = variables[key] ?? builtIn;
    const value = Object.hasOwn(given, key) ? given[key as keyof typeof given] : variables[key]?.default;
    if (value === undefined) throw wrong(name, `needs a value for ${key}: --set ${key}=VALUE`);
    const trouble = value === '' && mayBeEmpty.includes(key) ? undefined : wrongValue(value, variable);
    if (trouble !== undefined) throw wrong(name, `cannot take '${shownName(value)}' for ${key}: it ${trouble}`);
    values[key] = value;
  }
  const place = (text: string): Location => parseLocation(confirmPath(filled(text, values), name));
  return {
    values,
    request: {
      source: place(template.from),
      destinations: destinationsOf(template).map(place),
      options: optionsFromWords(template.options),
      ...(via !== undefined && { via }),
      ...(priority !== undefined && { priority }),
      ...(title !== undefined && { name: filled(title, values).slice(0, 200) }),
    },
  };
}

function filled(text: string, values: VariableValues): string {
  const place = text.replace(variableIn, (_, key: string) => values[key] ?? '');
  return Object.values(values).includes('') ? withoutGaps(place) : place;
}

/** An empty value between two slashes, or at the end, is a folder that there is not. */
function withoutGaps(place: string): string {
  return place.replace(/\/{2,}/g, '/').replace(/(?<=[^:])\/$/, '');
}

/** Two values side by side may be what neither of them is: `{a}{b}` with a dot each. */
function confirmPath(place: string, template: string): string {
  const names = place.slice(place.indexOf(':') + 1).split('/');
  const bad = names.find((name) => name === '.' || name === '..' || Buffer.byteLength(name) > longestName);
  if (bad === undefined) return place;
  throw wrong(
    template,
    `would lead to '${shownName(place.slice(0, 300))}', where '${shownName(bad.slice(0, 60))}' is no name`,
  );
}

function listed({ variables }: Template): string {
  return [...Object.keys(variables), 'date', 'time'].join(', ');
}

function wrong(template: string, what: string): Fault {
  return new Fault('usage', `the template ${template} ${what}`);
}

/** The clock on the wall of that zone. */
function clockValues(at: number, timeZone: string): { readonly date: string; readonly time: string } {
  const [date = '', time = ''] = Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO(timeZone)
    .toPlainDateTime()
    .toString({ smallestUnit: 'second' })
    .split('T');
  return { date, time: time.replaceAll(':', '-') };
}
