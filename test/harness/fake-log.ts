/** A log that exists in memory, read as nodes read theirs. */

import type { z } from 'zod';
import type { LogLine, LogPage, LogQuery } from '../../src/model/log-page.ts';

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];
const lineBytes = 100;

export class FakeLog {
  readonly #lines: LogLine[] = [];

  /** A second after the one before. */
  add(message: string, { level = 'info', fields = {} }: Partial<Pick<LogLine, 'level' | 'fields'>> = {}): void {
    const at = Date.UTC(2026, 10, 21, 14, 0, this.#lines.length);
    this.#lines.push({ position: this.#lines.length * lineBytes, at, level, message, fields });
  }

  page({ after, before, level = 'trace', text = '', limit }: z.infer<typeof LogQuery>): LogPage {
    const end = this.#lines.length * lineBytes;
    const found = this.#lines.filter(
      (line) =>
        levels.indexOf(line.level) >= levels.indexOf(level) &&
        JSON.stringify(line).toLowerCase().includes(text.toLowerCase()),
    );
    if (after !== undefined) {
      const lines = found.filter(({ position }) => position >= after).slice(0, limit);
      const next = lines.length < limit ? end : (lines.at(-1)?.position ?? 0) + lineBytes;
      return { lines, first: after, next, isGap: false };
    }
    const lines = found.filter(({ position }) => position < (before ?? end)).slice(-limit);
    return { lines, first: lines.length < limit ? 0 : (lines[0]?.position ?? 0), next: before ?? end, isGap: false };
  }
}
