/** The settings of this start: flags and environment, then `--config`, then `console.yaml`, what it has for the hub of the profile first. */
import { join } from 'node:path';
import { readSettings, type SettingsInput, type Values } from '../../src/runtime/settings.ts';
import { consoleSettings } from '../settings.ts';
import { type ConsoleFile, type Given, readConsoleFile } from './console-file.ts';
import { consoleFileName } from './origin-text.ts';
import { preferences } from './preference-table.ts';
import type { Origin, Origins, Preferences } from './preferences.ts';

export type ConsoleValues = Values<typeof consoleSettings.settings>;

export type StartSettings =
  | { readonly kind: 'help' | 'version'; readonly text: string }
  | {
      readonly kind: 'run';
      readonly values: ConsoleValues;
      readonly origins: Origins;
      /** Where changes are kept. */
      readonly file: string;
      /** What is wrong in it, one line each. */
      readonly problems: readonly string[];
    };

/** Throws what is wrong with flags, environment and `--config`. */
export function readStartSettings(input: Pick<SettingsInput, 'argv' | 'env'>, folder: string): StartSettings {
  const file = join(folder, consoleFileName);
  const { given, hubs, problems }: ConsoleFile = readConsoleFile(file, kept());
  // Which hub it is may stand in the file as well.
  const first = readSettings(consoleSettings, { ...input, saved: given });
  if (first.kind !== 'run') return first;
  const ofHub: Given = hubs.get(first.values.profile) ?? new Map();
  const settings = readSettings(consoleSettings, { ...input, saved: new Map([...given, ...ofHub]) });
  if (settings.kind !== 'run') return settings;
  const { sources } = settings;
  const origins = preferences.map(({ key }): readonly [string, Origin] => [
    key,
    { source: sources[key], isOfHub: ofHub.has(key) },
  ]);
  return { kind: 'run', values: settings.values, origins: Object.fromEntries(origins), file, problems };
}

/** A token is for once. */
function kept() {
  const { join: _, ...others } = consoleSettings.settings;
  return others;
}

export function preferencesOf(values: ConsoleValues): Preferences {
  const { readOnly, theme, accent, ascii, mouse, bell, refresh, units, clock, start } = values;
  return {
    isReadOnly: readOnly,
    theme,
    accent,
    isAscii: ascii,
    hasMouse: mouse,
    hasBell: bell,
    refresh,
    units,
    zone: clock,
    start,
  };
}
