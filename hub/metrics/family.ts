/**
 * Figures with a line for each node, written as text: a page about a thousand nodes has twelve thousand such lines, and
 * prom-client, which keeps each of them as an object under a hash of its labels, took a third of a second for them.
 */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: 'gauge' | 'counter';
  /** Looked up whenever somebody asks. */
  readonly samples: () => Iterable<Sample>;
}

/** In the text format of Prometheus, without the last end of line. */
export function familyText({ name, help, type, samples }: Family): string {
  const lines = [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`];
  for (const { labels, value } of samples()) {
    const shown = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
    lines.push(`${name}{${shown.join()}} ${value}`);
  }
  return lines.join('\n');
}

const special = /[\\"\n]/g;

function escaped(text: string): string {
  return text.replace(special, (character) => (character === '\n' ? '\\n' : `\\${character}`));
}
