/** How a transfer is to be done: the flags of `longhaul sync` as data, the same for a script, a form and a node. */
import { z } from 'zod';
import { DeletionLimit } from './deletion-limit.ts';
import { PartialDir } from './partial-dir.ts';
import { RateLimit } from './rate-limit.ts';
import { mostRenames, RenameRule } from './rename-rule.ts';
import { Selection } from './selection.ts';
import { Streams } from './streams.ts';

export const checksumNames = ['md5', 'sha1', 'sha256', 'blake2b', 'blake3', 'xxh3', 'xxh64', 'none'] as const;
export const ChecksumName = z.enum(checksumNames);
export type ChecksumName = z.infer<typeof ChecksumName>;

/** Symbolic links are never followed: they are copied as what they say, or left out at both sides. */
export const LinkPolicy = z.enum(['keep', 'skip']);
export type LinkPolicy = z.infer<typeof LinkPolicy>;

export const minBlockSizeBytes = 64 * 1024;
export const maxBlockSizeBytes = 64 * 1024 * 1024;

const Options = z.object({
  checksum: ChecksumName.default('blake3'),
  bwlimit: RateLimit.optional(),
  deleteExtras: z.boolean().default(false),
  maxDelete: DeletionLimit.default({ kind: 'share', share: 0.5 }),
  rescan: z.boolean().default(false),
  blockSizeBytes: z
    .int()
    .min(minBlockSizeBytes)
    .max(maxBlockSizeBytes)
    .default(5 * 1024 * 1024),
  queueCapacity: z.int().min(2).max(1000).default(20),
  /** Each file is read back before it takes the place of the old version. */
  verify: z.boolean().default(false),
  /** A file that is there is written into; its old content is lost when that is interrupted. */
  inplace: z.boolean().default(false),
  /** Where unfinished files lie; absent is beside their targets. */
  partialDir: PartialDir.optional(),
  /** Attempts for a file after the first. */
  retries: z.int().min(0).max(1000).default(3),
  /** Connections that carry the blocks from one node to another. */
  streams: Streams.default('auto'),
  links: LinkPolicy.default('keep'),
  /** All files go into one folder. */
  flatten: z.boolean().default(false),
  /** What makes other paths of those at the source, in this order; after `flatten`. */
  rename: z.array(RenameRule).max(mostRenames).default([]),
  /** Absent is everything. */
  selection: Selection.optional(),
});

export const TransferOptions = Options.refine(
  ({ verify, checksum }) => !verify || checksum !== 'none',
  '--verify compares checksums; leave out --checksum none',
)
  .refine(
    ({ inplace, partialDir }) => !inplace || partialDir === undefined,
    '--inplace has no unfinished files; leave out --partial-dir, or --inplace',
  )
  .refine(
    ({ deleteExtras, flatten, rename }) => !deleteExtras || !(flatten || rename.length > 0),
    'a file at the destination does not say which one at the source has its name; leave out --delete-extras, or --flatten and --rename',
  )
  .refine(
    ({ inplace, flatten, rename }) => !inplace || !(flatten || rename.length > 0),
    'whether a file was left half is known by its name; leave out --inplace, or --flatten and --rename',
  )
  .refine(
    ({ selection: { minSizeBytes = 0, maxSizeBytes = Number.POSITIVE_INFINITY } = {} }) => minSizeBytes <= maxSizeBytes,
    '--min-size is above --max-size, so that no file is left; make it the smaller one',
  )
  .refine(
    ({ selection: { minAgeSeconds = 0, maxAgeSeconds = Number.POSITIVE_INFINITY } = {} }) =>
      minAgeSeconds <= maxAgeSeconds,
    '--min-age is above --max-age, so that no file is left; make it the smaller one',
  );
export type TransferOptions = z.infer<typeof TransferOptions>;

export const defaultTransferOptions: TransferOptions = TransferOptions.parse({});
