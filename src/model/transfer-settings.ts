/** The flags of a transfer, the same for `longhaul sync` and `longhaul hub --from`; a new one is an entry here and in `TransferOptions`. */
import { z } from 'zod';
import { Fault } from '../runtime/fault.ts';
import type { Setting, Values } from '../runtime/settings.ts';
import { parseSize } from '../runtime/units.ts';
import { parseDeletionLimit } from './deletion-limit.ts';
import { PartialDir } from './partial-dir.ts';
import { parseLimit } from './rate-limit.ts';
import { mostRenames, parseRename } from './rename-rule.ts';
import { selectionFrom, selectionSettings } from './selection-settings.ts';
import { parseStreams } from './streams.ts';
import { ChecksumName, LinkPolicy, maxBlockSizeBytes, minBlockSizeBytes, TransferOptions } from './transfer-options.ts';

/** What a flag says in other words than the transfer does: a size as text, rules one by one. */
type Reworded = 'blockSizeBytes' | 'selection';
type Key = Exclude<keyof TransferOptions, Reworded> | 'blockSize' | keyof typeof selectionSettings;

export const transferSettings = {
  bwlimit: {
    type: 'string',
    placeholder: 'RATE',
    help: 'strict limit: 20M, 100Mbit, or by the clock of the source "08:00,20M 18:00,off Sat-Sun,off"',
    shownDefault: 'off',
    schema: z.string().transform(parseLimit),
  },
  checksum: {
    type: 'string',
    placeholder: 'NAME',
    help: ChecksumName.options.join(' '),
    default: 'blake3',
    schema: ChecksumName,
  },
  deleteExtras: { type: 'boolean', help: 'remove what the source does not have, after the copying' },
  maxDelete: {
    type: 'string',
    placeholder: 'N or N%',
    help: 'refuse a clean-up that would remove more files than this',
    default: '50%',
    schema: z.string().transform(parseDeletionLimit),
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
    default: 20,
    schema: z.int().min(2).max(1000),
  },
  partialDir: {
    type: 'string',
    placeholder: 'DIR',
    help: 'where unfinished files live: a name in each folder, or an absolute path on the same file system',
    shownDefault: 'a .partial file beside the target',
    schema: PartialDir,
  },
  inplace: {
    type: 'boolean',
    help: 'write into the files that are there, for want of room; their old content is lost when interrupted',
  },
  verify: { type: 'boolean', help: 'read back and compare after writing; needs a checksum' },
  retries: {
    type: 'number',
    placeholder: 'N',
    help: 'further attempts for a file, with growing delays',
    default: 3,
    schema: z.int().min(0).max(1000),
  },
  streams: {
    type: 'string',
    placeholder: 'auto|N',
    help: 'connections from node to node; by itself as many as the distance needs',
    default: 'auto',
    schema: z.string().transform(parseStreams),
  },
  links: {
    type: 'string',
    placeholder: 'keep|skip',
    help: 'symbolic links, which are never followed: copy them as links, or leave them out at both sides',
    default: 'keep',
    schema: LinkPolicy,
  },
  flatten: { type: 'boolean', help: 'put all files into one folder, without those that hold them' },
  rename: {
    type: 'string',
    isMultiple: true,
    placeholder: 'RULE',
    help: `another path at the destination: 's/EXPRESSION/$1-{date}{ext}/', up to ${mostRenames} in the order given`,
    schema: z.string().transform(parseRename),
  },
  ...selectionSettings,
} as const satisfies Readonly<Record<Key, Setting>>;

const { streams: _, ...settingsHere } = transferSettings;
/** Those of a transfer that stays on one machine. */
export const hereSettings = settingsHere;

/** `order`: the flags as they were given, since the first rule that matches decides. Throws `usage` for what does not go together. */
export function transferOptionsFrom(
  values: Values<typeof hereSettings> & Partial<Values<typeof transferSettings>>,
  order: readonly string[],
): TransferOptions {
  const selection = selectionFrom(values, order);
  const options = TransferOptions.safeParse({
    ...values,
    blockSizeBytes: values.blockSize,
    ...(selection !== undefined && { selection }),
  });
  // Each value was looked at already: what is left is what does not go together.
  if (!options.success) throw new Fault('usage', options.error.issues[0]?.message ?? 'the flags do not go together');
  return options.data;
}

function blockSize(text: string, context: z.RefinementCtx): number {
  const bytes = parseSize(text);
  if (bytes < minBlockSizeBytes || bytes > maxBlockSizeBytes) context.addIssue('a block has 64K to 64M');
  return bytes;
}
