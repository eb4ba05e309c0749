/** What `longhaul hub` can be told: how to run, or the one thing to do at a running hub. */
import { z } from 'zod';
import { splitAddress } from '../src/link/address.ts';
import { defaultKeepHistory, KeepHistory } from '../src/model/keep-history.ts';
import { NodeName, parseLocation } from '../src/model/location.ts';
import { Priority } from '../src/model/priority.ts';
import { parseStartTime } from '../src/model/start-time.ts';
import { transferSettings } from '../src/model/transfer-settings.ts';
import { TransferId } from '../src/runtime/identifier.ts';
import { LogLevel } from '../src/runtime/log.ts';
import { defineSettings, underHeading, type Values } from '../src/runtime/settings.ts';
import { accessSettings } from './access-settings.ts';
import { automationSettings, notifierSettings, templateSettings } from './automation-settings.ts';
import { limitWish } from './client/limit.ts';
import { priorityWish } from './client/prioritise.ts';
import { startWish } from './client/reschedule.ts';
import { streamsWish } from './client/streams.ts';
import { trailSettings } from './trail-settings.ts';

const running = 'Running the hub';
const attaching = 'Which hub';
const starting = 'Starting a transfer';
const acting = 'At a running hub (one of these, then it exits)';

const address = z.string().transform((text) => splitAddress(text));
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
    maxTransfers: {
      type: 'number',
      placeholder: 'N',
      help: 'transfers that run at the same time in the whole fleet; the others are queued here',
      shownDefault: 'no limit but that of each node',
      schema: z.int().min(1).max(100_000),
      heading: running,
    },
    keepHistory: {
      type: 'string',
      placeholder: 'AGE|forever',
      help: 'how long transfers that have ended are remembered: 400d, 2y; the audit trail stays whole',
      default: defaultKeepHistory,
      schema: KeepHistory,
      heading: running,
    },
    ...underHeading(running, notifierSettings),
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
      help: 'destination, NAME:/PATH; give it again for each further one, and the source is read once',
      schema: z.string().transform(parseLocation),
      heading: starting,
    },
    wait: { type: 'boolean', help: 'follow it to its end and exit by its result', heading: starting },
    via: {
      type: 'string',
      placeholder: 'NODE',
      help: 'the node that moves the files between two connections, or looks into one',
      schema: NodeName,
      heading: starting,
    },
    dryRun: {
      type: 'boolean',
      help: 'print what it, or --apply, would do; change nothing',
      heading: starting,
    },
    priority: {
      type: 'string',
      placeholder: 'low|normal|high',
      help: 'which goes first where not all can run; nobody waits for ever',
      default: 'normal',
      schema: Priority,
      heading: starting,
    },
    at: {
      type: 'string',
      placeholder: 'TIME',
      help: 'not before 22:00, "tomorrow 06:00", +2h or 2026-11-21T22:00, by the clock here',
      shownDefault: 'now',
      schema: z.string().transform((text) => parseStartTime(text, Date.now())),
      heading: starting,
    },
    key: {
      type: 'string',
      placeholder: 'KEY',
      help: 'the same key never starts twice',
      schema: z.string().min(1).max(200),
      heading: starting,
    },
    ...underHeading(starting, templateSettings),
    ...underHeading(starting, transferSettings),

    list: { type: 'boolean', help: 'transfers, newest first', heading: acting },
    show: { ...transfer, help: 'one transfer' },
    files: { ...transfer, help: 'its files' },
    status: {
      type: 'string',
      placeholder: 'STATUS',
      help: 'with --files: pending, synced, failed or noted',
      shownDefault: 'all',
      schema: z.enum(['pending', 'synced', 'failed', 'noted']),
      heading: acting,
    },
    pause: { ...transfer, help: 'pauses one' },
    resume: { ...transfer, help: 'resumes one' },
    cancel: { ...transfer, help: 'cancels one' },
    retry: { ...transfer, help: 'starts one that has ended again from its backlog; one that waits tries now' },
    bwlimitOf: {
      type: 'string',
      placeholder: 'ID=RATE',
      help: 'another limit for one, in force at once; off lifts it',
      schema: z.string().transform(limitWish),
      heading: acting,
    },
    priorityOf: {
      type: 'string',
      placeholder: 'ID=PRIORITY',
      help: 'another priority for one: its place in the queue; what runs goes on',
      schema: z.string().transform(priorityWish),
      heading: acting,
    },
    atOf: {
      type: 'string',
      placeholder: 'ID=TIME',
      help: 'another start time for one that has not begun; ID=now begins it',
      schema: z.string().transform(startWish),
      heading: acting,
    },
    streamsOf: {
      type: 'string',
      placeholder: 'ID=N',
      help: 'another number of connections from node to node for one, in force at once; or auto',
      schema: z.string().transform(streamsWish),
      heading: acting,
    },
    nodes: { type: 'boolean', help: 'nodes and their health', heading: acting },
    browse: {
      type: 'string',
      placeholder: 'LOCATION',
      help: 'a folder of a node (NAME:/ lists its roots) or of a connection',
      schema: z.string().transform(parseLocation),
      heading: acting,
    },
    check: {
      type: 'string',
      placeholder: 'LOCATION',
      help: 'whether a place can be reached, or why not; one in a connection is written to, too',
      schema: z.string().transform(parseLocation),
      heading: acting,
    },
    ...underHeading(acting, automationSettings),
    ...underHeading(acting, accessSettings),
    ...underHeading(acting, trailSettings),

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
