/** What `longhaul sync` can be told. */
import { z } from 'zod';
import { type DeletionLimit, defaultMaxDelete, defaultRetries } from '../engine/run/run-options.ts';
import { parseLimit } from '../model/rate-limit.ts';
import { selectionSettings } from '../model/selection-settings.ts';
import {
  ChecksumName,
  defaultTransferOptions,
  maxBlockSizeBytes,
  minBlockSizeBytes,
} from '../model/transfer-options.ts';
import { defineSettings, type Values } from '../runtime/settings.ts';
import { parseSize } from '../runtime/units.ts';

export const syncSettings = defineSettings({
  program: 'longhaul sync',
  summary:
    'Copies a folder (or one file) into a folder on this machine; run again, it copies what changed and resumes what was interrupted.',
  examples: [
    { command: 'longhaul sync /srv/data /mnt/backup/data', does: 'copies what is missing or differs' },
    {
      command: 'longhaul sync --delete-extras --bwlimit 50M /srv/data /mnt/mirror',
      does: 'keeps a mirror, at most 50 MiB a second',
    },
  ],
  arguments: [
    { placeholder: 'SOURCE', help: 'a folder, whose contents are copied, or a file' },
    { placeholder: 'DESTINATION', help: 'a folder; made when it is missing' },
  ],
  settings: {
    db: {
      type: 'string',
      placeholder: 'FILE',
      help: 'the backlog',
      shownDefault: 'in the state folder, named from the two paths',
    },
    log: {
      type: 'string',
      placeholder: 'FILE',
      help: 'the audit log',
      shownDefault: 'beside the backlog, .audit.jsonl',
    },
    bwlimit: {
      type: 'string',
      placeholder: 'RATE',
      help: 'strict limit: 20M, 100Mbit, or by the clock "08:00,20M 18:00,off Sat-Sun,off"',
      shownDefault: 'off',
      schema: z.string().transform(parseLimit),
    },
    checksum: {
      type: 'string',
      placeholder: 'NAME',
      help: ChecksumName.options.join(' '),
      default: defaultTransferOptions.checksum,
      schema: ChecksumName,
    },
    deleteExtras: { type: 'boolean', help: 'remove what the source does not have, after the copying' },
    maxDelete: {
      type: 'string',
      placeholder: 'N or N%',
      help: 'refuse a clean-up that would remove more files than this',
      default: `${defaultMaxDelete.share * 100}%`,
      schema: z.string().transform(deletionLimit),
    },
    rescan: { type: 'boolean', help: 'full scan, whatever the backlog holds' },
    blockSize: {
      type: 'string',
      placeholder: 'SIZE',
      help: 'one block',
      default: '5M',
      schema: z.string().transform(blockSize),
    },
    queueCapacity: {
      type: 'number',
      placeholder: 'N',
      help: 'blocks in the queue',
      default: defaultTransferOptions.queueCapacity,
      schema: z.int().min(2).max(1000),
    },
    retries: {
      type: 'number',
      placeholder: 'N',
      help: 'further attempts for a file, with growing delays',
      default: defaultRetries,
      schema: z.int().min(0).max(1000),
    },
    ...selectionSettings,
    dryRun: { type: 'boolean', help: 'scan and print the plan; change nothing' },
    json: { type: 'boolean', help: 'JSON Lines and nothing else on standard output' },
    quiet: { type: 'boolean', help: 'say nothing but errors' },
  },
});

export type SyncSettings = Values<typeof syncSettings.settings>;

function deletionLimit(text: string, context: z.RefinementCtx): DeletionLimit {
  const [, digits, percent] = /^(\d{1,15})(%?)$/.exec(text) ?? [];
  if (digits === undefined || (percent === '%' && Number(digits) > 100)) {
    context.addIssue('write a number of files, or a share such as 50%');
    return z.NEVER;
  }
  return percent === '%' ? { kind: 'share', share: Number(digits) / 100 } : { kind: 'files', files: Number(digits) };
}

function blockSize(text: string, context: z.RefinementCtx): number {
  const bytes = parseSize(text);
  if (bytes < minBlockSizeBytes || bytes > maxBlockSizeBytes) context.addIssue('a block has 64K to 64M');
  return bytes;
}
