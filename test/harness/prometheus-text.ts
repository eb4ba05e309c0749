/**
 * Reads the text format of Prometheus as strictly as its own linter would: every family has its help and type before its
 * samples, names and units follow the practice (https://prometheus.io/docs/practices/naming/), no series comes twice.
 */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Exposition {
  readonly samples: readonly Sample[];
  readonly types: ReadonlyMap<string, string>;
  /** Of the one series that has these labels; undefined when there is none. */
  value(name: string, labels?: Readonly<Record<string, string>>): number | undefined;
}

const sampleLine = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/;
const labelPair = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)",?/;
const suffixes = /_(bucket|sum|count)$/;

export function readExposition(text: string): Exposition {
  if (!text.endsWith('\n')) throw new Error('the last line has no line feed');
  const types = new Map<string, string>();
  const helped = new Set<string>();
  const seen = new Set<string>();
  const samples: Sample[] = [];
  for (const line of text.trimEnd().split('\n')) {
    const [, keyword, family = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? [];
    if (line === '') continue;
    if (keyword === 'HELP') helped.add(family);
    else if (keyword === 'TYPE') types.set(family, checkedType(family, rest));
    else samples.push(sampleOf(line, { types, helped, seen }));
  }
  const value: Exposition['value'] = (name, labels = {}) => {
    const wanted = Object.entries(labels);
    const found = samples.filter(
      (sample) => sample.name === name && wanted.every(([key, text]) => sample.labels[key] === text),
    );
    if (found.length > 1) throw new Error(`${name} ${JSON.stringify(labels)} is ${found.length} series`);
    return found[0]?.value;
  };
  return { samples, types, value };
}

function checkedType(family: string, type: string): string {
  if (!['counter', 'gauge', 'histogram', 'summary'].includes(type)) throw new Error(`${family} has the type ${type}`);
  const isTotal = family.endsWith('_total');
  if ((type === 'counter') !== isTotal)
    throw new Error(`${family} is a ${type}: counters, and only they, end in _total`);
  if (/_(ms|milliseconds|kilobytes|percent)(_|$)/.test(family)) throw new Error(`${family} has no base unit`);
  return type;
}

interface Known {
  readonly types: ReadonlyMap<string, string>;
  readonly helped: ReadonlySet<string>;
  readonly seen: Set<string>;
}

function sampleOf(line: string, { types, helped, seen }: Known): Sample {
  const [, name = '', inside = '', number = ''] = sampleLine.exec(line) ?? [];
  const family = types.has(name) ? name : name.replace(suffixes, '');
  if (!types.has(family) || !helped.has(family)) throw new Error(`no HELP and TYPE before: ${line}`);
  const labels: Record<string, string> = {};
  for (let rest = inside; rest !== ''; ) {
    const [whole, key, text] = labelPair.exec(rest) ?? [];
    if (whole === undefined || key === undefined || text === undefined) throw new Error(`malformed labels: ${line}`);
    labels[key] = text;
    rest = rest.slice(whole.length);
  }
  const series = `${name} ${JSON.stringify(Object.entries(labels).sort())}`;
  if (seen.has(series)) throw new Error(`twice: ${line}`);
  seen.add(series);
  const value = number === '+Inf' ? Number.POSITIVE_INFINITY : Number(number);
  // Prometheus reads it in any case.
  if (Number.isNaN(value) && number.toLowerCase() !== 'nan') throw new Error(`no number: ${line}`);
  return { name, labels, value };
}
