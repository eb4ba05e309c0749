/** What `longhaul node` can be told: flags, environment, `--config` FILE or `DIR/node.yaml`. */
import { isAbsolute, normalize } from 'node:path';
import { z } from 'zod';
import { joinAddress, splitAddress } from '../src/link/address.ts';
import { defaultKeepHistory, KeepHistory } from '../src/model/keep-history.ts';
import { NodeName } from '../src/model/location.ts';
import { QueueUrl } from '../src/model/object-queue.ts';
import { parseLimit } from '../src/model/rate-limit.ts';
import { LogLevel } from '../src/runtime/log.ts';
import { defineSettings, type Values } from '../src/runtime/settings.ts';
import { parseHook } from './hooks/hook.ts';
import { type OfferedRoot, readOnlySuffix } from './offered-root.ts';
import { offeredAddress } from './stores/offered-address.ts';
import type { OfferedStore } from './stores/store-access.ts';

const Store = z.string().transform((text): OfferedStore => {
  const isReadOnly = text.endsWith(readOnlySuffix);
  return { address: offeredAddress(isReadOnly ? text.slice(0, -readOnlySuffix.length) : text), isReadOnly };
});

const Root = z
  .string()
  .refine((text) => isAbsolute(text), { error: 'write an absolute path, for example /srv/data or /mnt/archive:ro' })
  .transform((text): OfferedRoot => {
    const isReadOnly = text.endsWith(readOnlySuffix);
    const path = normalize(isReadOnly ? text.slice(0, -readOnlySuffix.length) : text);
    return { path: path === '/' ? path : path.replace(/\/$/, ''), isReadOnly };
  });

const Address = z.string().transform((text) => splitAddress(text));
const HookText = z.string().transform(parseHook);
const Rate = z.string().transform((text) => ({ text, limit: parseLimit(text) }));

export const nodeDefinition = defineSettings({
  program: 'longhaul node',
  summary: [
    'Runs the daemon that offers folders of this server and moves files from and to other nodes.',
    'With --join it enrols once and keeps its settings in DIR/node.yaml; from then on `longhaul node` is enough.',
    'A flag given later counts for that run; to change a setting for good, edit DIR/node.yaml.',
  ].join('\n'),
  examples: [
    {
      command: 'longhaul node --join lhjoin_eyJ… --name fs1 --root /srv/data --root /mnt/archive:ro',
      does: 'enrols this server as fs1, offering two folders, one of them read-only, and runs',
    },
    {
      command: 'longhaul node --bwlimit 50M',
      does: 'runs the enrolled node, all transfers together at most 50 MiB a second',
    },
  ],
  settings: {
    join: { type: 'string', placeholder: 'TOKEN', help: "enrol with a token of 'longhaul hub --invite node'" },
    hub: {
      type: 'string',
      placeholder: 'HOST:PORT',
      help: 'where the hub is, when it has moved since this node joined',
      shownDefault: 'from the join token',
      schema: z.string().transform((text) => joinAddress(splitAddress(text))),
    },
    name: {
      type: 'string',
      placeholder: 'NAME',
      help: 'name of this node',
      shownDefault: 'the name in the token',
      schema: NodeName,
    },
    root: {
      type: 'string',
      isMultiple: true,
      placeholder: 'PATH[:ro]',
      help: 'a folder to offer, :ro for reading only; nothing else exists for anyone',
      schema: Root,
    },
    store: {
      type: 'string',
      isMultiple: true,
      placeholder: 'URL[:ro]',
      help: 'a place in an outside store that transfers may use: s3://BUCKET, https://HOST/BUCKET, sftp://HOST/FOLDER, smb://HOST/SHARE and others (docs/stores.md); :ro for reading only',
      schema: Store,
    },
    queue: {
      type: 'string',
      isMultiple: true,
      placeholder: 'URL',
      help: 'a queue of SQS that triggers may have polled here: https://sqs.eu-central-1.amazonaws.com/1234/NAME',
      schema: QueueUrl,
    },
    data: {
      type: 'string',
      placeholder: 'DIR',
      help: 'identity, backlogs, audit log',
      shownDefault: 'node below the state folder',
    },
    listen: {
      type: 'string',
      placeholder: 'HOST:PORT|none',
      help: 'data port for other nodes; none dials out only',
      default: '0.0.0.0:7401',
      schema: z.string().transform((text) => (text === 'none' ? ('none' as const) : splitAddress(text))),
    },
    advertise: {
      type: 'string',
      placeholder: 'HOST:PORT',
      help: 'where other nodes reach the data port',
      shownDefault: 'from --listen',
      schema: Address,
    },
    maxTransfers: {
      type: 'number',
      placeholder: 'N',
      help: 'transfers that run at the same time, and as many that come in; the others are queued',
      default: 4,
      schema: z.int().min(1).max(64),
    },
    bwlimit: {
      type: 'string',
      placeholder: 'RATE',
      help: 'all transfers of this node together: 50M, or by the clock "08:00,20M 18:00,off Sat-Sun,off"',
      default: 'off',
      schema: Rate,
    },
    keepHistory: {
      type: 'string',
      placeholder: 'AGE|forever',
      help: 'how long backlogs and audit logs of transfers that have ended are kept: 400d, 2y; those of mirrors stay',
      default: defaultKeepHistory,
      schema: KeepHistory,
    },
    hookBefore: {
      type: 'string',
      isMultiple: true,
      placeholder: '[FOLDER=]PROGRAM',
      help: 'a program that must end with 0 before a transfer of this node begins; of FOLDER: only from or to it',
      schema: HookText,
    },
    hookAfter: {
      type: 'string',
      isMultiple: true,
      placeholder: '[FOLDER=]PROGRAM',
      help: 'a program that is run whenever a transfer of this node has ended, failed or stopped',
      schema: HookText,
    },
    hookTimeout: {
      type: 'number',
      placeholder: 'SECONDS',
      help: 'how long each of these programs may take',
      default: 600,
      schema: z.int().min(1).max(86_400),
    },
    logLevel: {
      type: 'string',
      placeholder: 'LEVEL',
      help: 'how much the log says',
      default: 'info',
      schema: LogLevel,
    },
  },
});

export type NodeSettings = Values<typeof nodeDefinition.settings>;

export const formatStore = ({ address, isReadOnly }: OfferedStore): string =>
  address + (isReadOnly ? readOnlySuffix : '');
