/** A row of a list as a sentence: what it is, then each thing that is said of it with its name, its state in words. */
import type { Column } from '../components/table-layout.ts';
import { linearTheme } from './linear-theme.ts';

/** Nothing is cut. */
const width = 200;

const spoken: Readonly<Record<string, string>> = {
  RUN: 'running',
  'RUN+SCAN': 'running, still scanning',
  SCAN: 'scanning',
  VERIFY: 'verifying',
  CLEAN: 'cleaning up',
  PAUSED: 'paused',
  FAILED: 'failed',
  DOWN: 'down',
  ERR: 'in trouble',
  '! CRIT': 'critical',
  WARN: 'warning',
};

/** The two ends have a word between them already. */
const titles: Readonly<Record<string, string>> = { 'FROM TO': 'from' };

export function rowSentence<Row>(row: Row, columns: readonly Column<Row>[], now: number): string {
  const said = columns.flatMap(({ title, cell }, index) => {
    const made = cell(row, { theme: linearTheme, width, now });
    const text = inWords((typeof made === 'string' ? made : made.text).trim());
    if (text === '' || text === '-') return [];
    return [index === 0 ? text : `${titles[title] ?? title.toLowerCase()} ${text}`];
  });
  return said.join(', ');
}

function inWords(text: string): string {
  const [, seconds] = /^WAIT (.+)$/.exec(text) ?? [];
  if (seconds !== undefined) return `waiting, again in ${seconds}`;
  const [, failed] = /^done !(\d+)$/.exec(text) ?? [];
  if (failed !== undefined) return `done, ${failed} files failed`;
  const [, reason] = /^FAILED (.+)$/.exec(text) ?? [];
  if (reason !== undefined) return `failed, ${reason}`;
  return spoken[text] ?? text;
}
