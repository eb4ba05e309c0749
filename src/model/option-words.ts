/** The options of a transfer as its flags would say them: what transfer-settings.ts reads, the other way round. */
import { kebabName } from '../runtime/settings-definition.ts';
import type { DeletionLimit } from './deletion-limit.ts';
import { limitText } from './rate-limit.ts';
import { renameText } from './rename-replacement.ts';
import type { Selection } from './selection.ts';
import { defaultTransferOptions, type TransferOptions } from './transfer-options.ts';
import type { transferSettings } from './transfer-settings.ts';

export interface OptionWord {
  /** `--block-size`. */
  readonly flag: string;
  /** Undefined for a flag that says all by being there. */
  readonly value: string | undefined;
  /** It says what holds anyway. */
  readonly isDefault: boolean;
}

/** In the order in which the flags are documented; rules in theirs. `settleSeconds` is set by watches alone, and has no flag. */
export function optionWords(options: TransferOptions): readonly OptionWord[] {
  const { selection = { rules: [] } } = options;
  return [
    ...given('bwlimit', options.bwlimit, limitText),
    always('checksum', options.checksum, defaultTransferOptions.checksum),
    ...whenTrue('deleteExtras', options.deleteExtras),
    always('maxDelete', deletionText(options.maxDelete), deletionText(defaultTransferOptions.maxDelete)),
    ...whenTrue('rescan', options.rescan),
    always('blockSize', String(options.blockSizeBytes), String(defaultTransferOptions.blockSizeBytes)),
    always('queueCapacity', String(options.queueCapacity), String(defaultTransferOptions.queueCapacity)),
    ...given('partialDir', options.partialDir, String),
    ...whenTrue('inplace', options.inplace),
    ...whenTrue('verify', options.verify),
    always('retries', String(options.retries), String(defaultTransferOptions.retries)),
    always('streams', String(options.streams), String(defaultTransferOptions.streams)),
    always('links', options.links, defaultTransferOptions.links),
    ...whenTrue('flatten', options.flatten),
    ...options.rename.flatMap((rule) => given('rename', renameText(rule), String)),
    ...selectionWords(selection),
  ];
}

type Key = keyof typeof transferSettings;

function selectionWords({
  rules,
  minSizeBytes,
  maxSizeBytes,
  minAgeSeconds,
  maxAgeSeconds,
}: Selection): readonly OptionWord[] {
  return [
    ...rules.flatMap(({ kind, pattern }) => given(kind, pattern, String)),
    ...given('minSize', minSizeBytes, String),
    ...given('maxSize', maxSizeBytes, String),
    ...given('minAge', minAgeSeconds, (seconds) => `${seconds}s`),
    ...given('maxAge', maxAgeSeconds, (seconds) => `${seconds}s`),
  ];
}

function flagOf(key: Key): string {
  return `--${kebabName(key)}`;
}

function always(key: Key, value: string, usual: string): OptionWord {
  return { flag: flagOf(key), value, isDefault: value === usual };
}

function whenTrue(key: Key, value: boolean): readonly OptionWord[] {
  return value ? [{ flag: flagOf(key), value: undefined, isDefault: false }] : [];
}

function given<T>(key: Key, value: T | undefined, text: (value: T) => string): readonly OptionWord[] {
  return value === undefined ? [] : [{ flag: flagOf(key), value: text(value), isDefault: false }];
}

function deletionText(limit: DeletionLimit): string {
  return limit.kind === 'files' ? String(limit.files) : `${Math.round(limit.share * 100)}%`;
}
