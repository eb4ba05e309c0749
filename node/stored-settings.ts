/**
 * `DIR/node.yaml`: the settings of an enrolled node, written at enrolment and from then on the administrator's to edit. It
 * is read like any `--config` file, and only when no other one is named; flags and environment win over it.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { joinAddress } from '../src/link/address.ts';
import { writePrivateFile } from '../src/runtime/private-file.ts';
import { type ReadSettings, readSettings, type SettingsInput } from '../src/runtime/settings.ts';
import { stateFolder } from '../src/runtime/state-paths.ts';
import { formatStore, type NodeSettings, nodeDefinition } from './flags.ts';
import { formatHook } from './hooks/hook.ts';
import { formatRoot } from './offered-root.ts';

type Read = ReadSettings<typeof nodeDefinition.settings>;

const settingsFile = (folder: string): string => join(folder, 'node.yaml');

/** The state folder that was asked for, or the account's. */
export function nodeFolder(settings: NodeSettings, env: SettingsInput['env']): string {
  return settings.data ?? join(stateFolder(env), 'node');
}

/** Twice: which folder's file counts is known only after the flags. */
export function readNodeSettings({ argv, env }: SettingsInput): Read {
  const asked = readSettings(nodeDefinition, { argv, env });
  if (asked.kind !== 'run') return asked;
  const file = settingsFile(nodeFolder(asked.values, env));
  return existsSync(file) ? readSettings(nodeDefinition, { argv, env: { LONGHAUL_CONFIG: file, ...env } }) : asked;
}

/** Keeps what was said at enrolment; what was not said keeps following the defaults. */
export async function storeSettings(
  folder: string,
  { values, sources }: Extract<Read, { kind: 'run' }>,
): Promise<void> {
  const texts = {
    root: values.root.map(formatRoot),
    store: values.store.map(formatStore),
    queue: values.queue,
    listen: values.listen === 'none' ? 'none' : joinAddress(values.listen),
    advertise: values.advertise && joinAddress(values.advertise),
    'max-transfers': String(values.maxTransfers),
    bwlimit: values.bwlimit.text,
    'keep-history': values.keepHistory.text,
    'hook-before': values.hookBefore.map(formatHook),
    'hook-after': values.hookAfter.map(formatHook),
    'hook-timeout': String(values.hookTimeout),
    'log-level': values.logLevel,
  };
  const isSaid: Readonly<Record<keyof typeof texts, boolean>> = {
    root: true,
    store: sources.store !== 'default',
    queue: sources.queue !== 'default',
    listen: sources.listen !== 'default',
    advertise: sources.advertise !== 'default',
    'max-transfers': sources.maxTransfers !== 'default',
    bwlimit: sources.bwlimit !== 'default',
    'keep-history': sources.keepHistory !== 'default',
    'hook-before': sources.hookBefore !== 'default',
    'hook-after': sources.hookAfter !== 'default',
    'hook-timeout': sources.hookTimeout !== 'default',
    'log-level': sources.logLevel !== 'default',
  };
  const said = Object.fromEntries(Object.entries(texts).filter(([name]) => isSaid[name as keyof typeof texts]));
  const heading =
    '# Settings of this longhaul node (longhaul node --help). Flags and environment win over this file.\n';
  await writePrivateFile(settingsFile(folder), heading + stringify(said));
}
