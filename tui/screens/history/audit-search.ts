/** What `/` looks for in the audit trail: `who:ana action:transfer. object:T-42 result:denied since:2h`, words anywhere in a line, and `!word` nowhere in it. */
import { AuditQuery } from '../../../src/model/audit-query.ts';
import { parseTime } from '../../../src/runtime/point-in-time.ts';

export interface AuditSearch {
  readonly query: AuditQuery;
  /** What is not understood, and what would be. */
  readonly wrong: string | undefined;
}

const minuteMs = 60_000;
const fields = ['who', 'action', 'object', 'result', 'since'] as const;
type Field = (typeof fields)[number];

/** `now` is the hub's clock; an age counts from its last full minute, so that the same text is the same search for a while. */
export function auditSearch(text: string, now: number): AuditSearch {
  const words: string[] = [];
  const without: string[] = [];
  let query: AuditQuery = {};
  let wrong: string | undefined;
  for (const word of text.trim().split(/\s+/)) {
    const [, name, value = ''] = /^([a-z]+):(.*)$/.exec(word) ?? [];
    if (word.startsWith('!')) without.push(word.slice(1));
    else if (!isField(name)) words.push(word);
    else if (value !== '') {
      const read = AuditQuery.safeParse({ [name]: readField(name, value, now) });
      if (read.success) query = { ...query, ...read.data };
      else wrong ??= wrongField(name, value);
    }
  }
  return { query: { ...query, ...searched('text', words), ...searched('without', without) }, wrong };
}

function searched(name: 'text' | 'without', words: readonly string[]): AuditQuery {
  const text = words.filter(Boolean).join(' ');
  return text === '' ? {} : { [name]: text.slice(0, 200) };
}

function isField(name: string | undefined): name is Field {
  return (fields as readonly (string | undefined)[]).includes(name);
}

function readField(name: Field, value: string, now: number): string | number | undefined {
  // A name alone is that of a user.
  if (name === 'who') return value === 'hub' || value.includes(':') ? value : `user:${value}`;
  if (name !== 'since') return value;
  try {
    return parseTime(value, Math.floor(now / minuteMs) * minuteMs);
  } catch {
    return Number.NaN;
  }
}

function wrongField(name: Field, value: string): string {
  if (name === 'since') return `'${value}' is no time: write since:2h or since:2026-11-21T08:00`;
  if (name === 'result') return `'${value}' is no result: write result:ok, result:denied or result:failed`;
  return `'${value}' is too long`;
}
