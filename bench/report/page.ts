/** docs/benchmarks.md: a head, then a section for each bench, in the order of their names. */
export interface Section {
  readonly name: string;
  /** What it measures. */
  readonly about: string;
  /** When, on what, by which command. */
  readonly measured: string;
  /** As it was printed. */
  readonly output: string;
}

export const emptyPage = `# Benchmarks

\`npm run bench -- --write\` runs all of \`bench/\` and wrote this page, \`npm run bench -- NAME --write\` the section of one. Ratios are against
something that ran in the same minute; on a machine that others use, too, they are firmer than seconds.
`;

/** The page with this section in place of the one of the same name. */
export function withSection(page: string, { name, about, measured, output }: Section): string {
  const [head = '', ...sections] = page.split(/^(?=## )/m);
  const others = sections.filter((section) => !section.startsWith(`## ${name}\n`));
  const section = `## ${name}\n\n${about}\n\n${measured}\n\n${shown(output)}\n`;
  const all = [...others, section].toSorted((one, other) => (one < other ? -1 : 1));
  return [head, ...all]
    .map((part) => part.trimEnd())
    .join('\n\n')
    .concat('\n');
}

/** A table of Markdown stays one. */
function shown(output: string): string {
  const text = output.trim();
  return /^\| --- /m.test(text) ? text : `\`\`\`text\n${text}\n\`\`\``;
}
