/** Flags of `longhaul hub` about what has happened: the audit trail, and the logs. */
import { z } from 'zod';
import { AuditQuery } from '../src/model/audit-query.ts';
import { NodeName } from '../src/model/location.ts';
import { LineLevel } from '../src/model/log-page.ts';
import { parseTime } from '../src/runtime/point-in-time.ts';
import type { Setting } from '../src/runtime/settings.ts';

const word = (placeholder: string, help: string) =>
  ({ type: 'string', placeholder, help, schema: z.string().min(1).max(200) }) as const;

export const trailSettings = {
  audit: { type: 'boolean', help: 'the audit trail, oldest first' },
  who: word('WHO', 'with --audit: by user:NAME, node:NAME, key:NAME or hub'),
  action: word('ACTION', 'with --audit: transfer.start, or transfer. for all on transfers'),
  object: word('OBJECT', 'with --audit: about T-42, or a name'),
  result: {
    type: 'string',
    placeholder: 'RESULT',
    help: 'with --audit: ok, denied or failed',
    schema: AuditQuery.shape.result.unwrap(),
  },
  auditVerify: { type: 'boolean', help: 'proves that no row of the audit trail was changed' },
  logs: {
    type: 'string',
    placeholder: 'NODE',
    help: 'what a node logged lately, oldest first; hub is the hub itself',
    schema: NodeName,
  },
  follow: { type: 'boolean', help: 'with --logs: the last lines, then those that come' },
  level: {
    type: 'string',
    placeholder: 'LEVEL',
    help: 'with --logs: at least debug, info, warn or error',
    shownDefault: 'all that is kept',
    schema: LineLevel,
  },
  since: {
    type: 'string',
    placeholder: 'TIME',
    help: 'with --audit or --logs: from here on, 2026-11-21T08:00 or 2h',
    shownDefault: 'the beginning',
    schema: z.string().transform((text) => parseTime(text, Date.now())),
  },
  grep: word('TEXT', 'with --audit or --logs: lines that hold this text'),
} as const satisfies Readonly<Record<string, Setting>>;
