/** What `longhaul hub` can be told: how to run, or the one thing to do at a running hub. */
import { z } from 'zod';
import { splitAddress } from '../src/link/address.ts';
import { AuditQuery } from '../src/model/audit-query.ts';
import { NodeName, parseLocation } from '../src/model/location.ts';
import { LineLevel } from '../src/model/log-page.ts';
import { Role } from '../src/model/principal.ts';
import { transferSettings } from '../src/model/transfer-settings.ts';
import { TransferId } from '../src/runtime/identifier.ts';
import { LogLevel } from '../src/runtime/log.ts';
import { defineSettings, underHeading, type Values } from '../src/runtime/settings.ts';
import { limitWish } from './client/limit.ts';
import { revokeWish } from './client/revoke.ts';
import { parseTime } from './client/time.ts';

const running = 'Running the hub';
const attaching = 'Which hub';
const starting = 'Starting a transfer';
const acting = 'At a running hub (one of these, then it exits)';

const address = z.string().transform((text) => splitAddress(text));
const word = (placeholder: string, help: string) =>
  ({ type: 'string', placeholder, help, schema: z.string().min(1).max(200), heading: acting }) as const;
const transfer = { type: 'string', placeholder: 'ID', schema: TransferId, heading: acting } as const;

export const hubSettings = defineSettings({
  program: 'longhaul hub',
  summary: 'Runs the control plane; with an action, does that one thing at a running hub and exits.',
  examples: [
    {
      command: 'longhaul hub --listen 0.0.0.0:7400 --advertise hub.example.org:7400',
      does: 'runs the hub for nodes on other machines',
    },
    {
      command: 'longhaul hub --from fs1:/srv/in --to fs2:/srv/out --wait',
      does: 'starts a transfer and follows it to its end',
    },
  ],
  settings: {
    data: {
      type: 'string',
      placeholder: 'DIR',
      help: 'database, keys, certificates',
      shownDefault: 'hub in the state folder',
      heading: running,
    },
    listen: {
      type: 'string',
      placeholder: 'HOST:PORT',
      help: 'the one port for nodes and consoles',
      default: '127.0.0.1:7400',
      schema: address,
      heading: running,
    },
    advertise: {
      type: 'string',
      placeholder: 'HOST:PORT',
      help: 'what join tokens carry',
      shownDefault: 'from --listen',
      schema: address,
      heading: running,
    },
    logLevel: {
      type: 'string',
      placeholder: 'LEVEL',
      help: 'trace, debug, info, warn, error, fatal or silent',
      default: 'info',
      schema: LogLevel,
      heading: running,
    },

    hub: {
      type: 'string',
      placeholder: 'URL',
      help: 'address of the hub',
      shownDefault: 'from the profile',
      schema: z.string().transform(hubAddress),
      heading: attaching,
    },
    profile: {
      type: 'string',
      placeholder: 'NAME',
      help: 'profile of this account',
      shownDefault: 'the admin of a hub on this machine, else default',
      heading: attaching,
    },

    from: {
      type: 'string',
      placeholder: 'LOCATION',
      help: 'source, NAME:/PATH',
      schema: z.string().transform(parseLocation),
      heading: starting,
    },
    to: {
      type: 'string',
      isMultiple: true,
      placeholder: 'LOCATION',
      help: 'destination, NAME:/PATH; several with --dry-run',
      schema: z.string().transform(parseLocation),
      heading: starting,
    },
    wait: { type: 'boolean', help: 'follow it to its end and exit by its result', heading: starting },
    dryRun: {
      type: 'boolean',
      help: 'print what it would do, as its nodes see it now; change nothing',
      heading: starting,
    },
    key: {
      type: 'string',
      placeholder: 'KEY',
      help: 'the same key never starts twice',
      schema: z.string().min(1).max(200),
      heading: starting,
    },
    ...underHeading(starting, transferSettings),

    list: { type: 'boolean', help: 'transfers, newest first', heading: acting },
    show: { ...transfer, help: 'one transfer' },
    files: { ...transfer, help: 'its files' },
    status: {
      type: 'string',
      placeholder: 'STATUS',
      help: 'with --files: pending, synced or failed',
      shownDefault: 'all',
      schema: z.enum(['pending', 'synced', 'failed']),
      heading: acting,
    },
    pause: { ...transfer, help: 'pauses one' },
    resume: { ...transfer, help: 'resumes one' },
    cancel: { ...transfer, help: 'cancels one' },
    bwlimitOf: {
      type: 'string',
      placeholder: 'ID=RATE',
      help: 'another limit for one, in force at once; off lifts it',
      schema: z.string().transform(limitWish),
      heading: acting,
    },
    nodes: { type: 'boolean', help: 'nodes and their health', heading: acting },
    browse: {
      type: 'string',
      placeholder: 'LOCATION',
      help: 'a folder of a node; NAME:/ lists its roots',
      schema: z.string().transform(parseLocation),
      heading: acting,
    },
    invite: {
      type: 'string',
      placeholder: 'node|user',
      help: 'prints a one-time join token; needs --name',
      schema: z.enum(['node', 'user']),
      heading: acting,
    },
    name: {
      type: 'string',
      placeholder: 'NAME',
      help: 'of the invited node or user, or of the transfer to start',
      schema: z.string().min(1).max(200),
      heading: acting,
    },
    role: {
      type: 'string',
      placeholder: 'ROLE',
      help: 'of the invited user: viewer, operator or admin',
      shownDefault: 'viewer',
      schema: Role,
      heading: acting,
    },
    revoke: {
      type: 'string',
      placeholder: 'NAME',
      help: "a node's or user's certificate opens nothing from now on; node:NAME or user:NAME where there are both",
      schema: z.string().transform(revokeWish),
      heading: acting,
    },
    audit: { type: 'boolean', help: 'the audit trail, oldest first', heading: acting },
    since: {
      type: 'string',
      placeholder: 'TIME',
      help: 'with --audit or --logs: from here on, 2026-11-21T08:00 or 2h',
      shownDefault: 'the beginning',
      schema: z.string().transform((text) => parseTime(text, Date.now())),
      heading: acting,
    },
    who: word('WHO', 'with --audit: by user:NAME, node:NAME or hub'),
    action: word('ACTION', 'with --audit: transfer.start, or transfer. for all on transfers'),
    object: word('OBJECT', 'with --audit: about T-42, or a name'),
    result: {
      type: 'string',
      placeholder: 'RESULT',
      help: 'with --audit: ok, denied or failed',
      schema: AuditQuery.shape.result.unwrap(),
      heading: acting,
    },
    logs: {
      type: 'string',
      placeholder: 'NODE',
      help: 'what a node logged lately, oldest first; hub is the hub itself',
      schema: NodeName,
      heading: acting,
    },
    follow: { type: 'boolean', help: 'with --logs: the last lines, then those that come', heading: acting },
    level: {
      type: 'string',
      placeholder: 'LEVEL',
      help: 'with --logs: at least debug, info, warn or error',
      shownDefault: 'all that is kept',
      schema: LineLevel,
      heading: acting,
    },
    grep: word('TEXT', 'with --audit or --logs: lines that hold this text'),
    auditVerify: { type: 'boolean', help: 'proves that no row of the audit trail was changed', heading: acting },

    json: { type: 'boolean', help: 'JSON Lines and nothing else on standard output' },
  },
});

export type HubSettings = Values<typeof hubSettings.settings>;

/** `wss://host:port`, `https://host:port` or `host:port`. */
function hubAddress(text: string): string {
  const bare = text.replace(/^(wss|https):\/\//, '').replace(/\/$/, '');
  splitAddress(bare);
  return bare;
}
