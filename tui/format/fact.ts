/** One thing that is known of a row, behind its label. */
import type { Word } from './transfer-words.ts';

const labelWidth = 10;

export function fact(label: string, text: string, role: Word['role'] = 'text'): Word {
  return { text: label.padEnd(labelWidth) + text, role };
}
