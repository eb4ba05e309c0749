/**
 * A program's settings, declared once (`defineSettings`) and read from four places: a flag beats the environment, the
 * environment beats the file named by `--config`, the file beats what the program itself has saved, if it does, and that
 * the default. Every value is text until its schema has seen it, wherever it comes from. What is wrong is a `usage` fault whose one line says where and what would be right.
 */
import { type CommandLine, checkArguments, parseCommandLine } from './command-line.ts';
import { packageVersion } from './package-version.ts';
import { settingValue } from './setting-value.ts';
import {
  commonSettings,
  type Definition,
  environmentName,
  kebabName,
  type Settings,
  type Values,
} from './settings-definition.ts';
import { readSettingsFile } from './settings-file.ts';
import { helpText } from './settings-help.ts';

export {
  type Definition,
  defineSettings,
  type Setting,
  type Settings,
  underHeading,
  type Values,
} from './settings-definition.ts';

export type Source = 'flag' | 'environment' | 'file' | 'saved' | 'default';

export type ReadSettings<S extends Settings> =
  | { readonly kind: 'help' | 'version' /** For standard output, with its line feed. */; readonly text: string }
  | {
      readonly kind: 'run';
      readonly values: Values<S>;
      /** As many as the definition has arguments. */
      readonly positional: readonly string[];
      readonly sources: Readonly<Record<keyof S, Source>>;
      /** The keys of the flags in the order in which they were given, each as often. */
      readonly order: readonly string[];
    };

export interface SettingsInput {
  /** Without the runtime and the script: `process.argv.slice(2)`. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Texts by key, known to be right, for what nothing else says. */
  readonly saved?: ReadonlyMap<string, readonly string[]>;
}

export function readSettings<const S extends Settings>(
  definition: Definition<S>,
  input: SettingsInput,
): ReadSettings<S> {
  const whole: Definition<Settings> = { ...definition, settings: { ...definition.settings, ...commonSettings } };
  const asked = askedForText(input.argv);
  if (asked === 'help') return { kind: 'help', text: helpText(whole) };
  if (asked === 'version') return { kind: 'version', text: `longhaul ${packageVersion()}\n` };

  const commandLine = parseCommandLine(whole, input.argv);
  checkArguments(whole, commandLine.positional);
  const layers = readLayers(definition.settings, commandLine, input);
  const values: Record<string, unknown> = {};
  const sources: Record<string, Source> = {};
  for (const [key, setting] of Object.entries(definition.settings)) {
    const layer = layers.find(({ given }) => given.has(key));
    sources[key] = layer?.source ?? 'default';
    values[key] = settingValue(setting, layer?.given.get(key), layer?.nameOf(key) ?? `--${kebabName(key)}`);
  }
  return {
    kind: 'run',
    values: values as Values<S>,
    positional: commandLine.positional,
    sources: sources as Record<keyof S, Source>,
    order: commandLine.order,
  };
}

/** Whoever asks for help gets it, whatever else is on the line. */
function askedForText(argv: readonly string[]): 'help' | 'version' | undefined {
  const end = argv.indexOf('--');
  const flags = end === -1 ? argv : argv.slice(0, end);
  return flags.includes('--help') ? 'help' : flags.includes('--version') ? 'version' : undefined;
}

interface Layer {
  readonly source: Source;
  readonly given: ReadonlyMap<string, readonly string[]>;
  /** How a message calls the setting, so that somebody finds the place. */
  readonly nameOf: (key: string) => string;
}

/** The strongest first. */
function readLayers(settings: Settings, { given }: CommandLine, { env, saved }: SettingsInput): readonly Layer[] {
  const layers: Layer[] = [
    { source: 'flag', given, nameOf: (key) => `--${kebabName(key)}` },
    { source: 'environment', given: readEnvironment(settings, env), nameOf: environmentName },
  ];
  const path = given.get('config')?.[0] ?? env[environmentName('config')];
  if (path) {
    layers.push({
      source: 'file',
      given: readSettingsFile(settings, path),
      nameOf: (key) => `${kebabName(key)} in ${path}`,
    });
  }
  if (saved !== undefined) layers.push({ source: 'saved', given: saved, nameOf: kebabName });
  return layers;
}

/** An empty variable counts as not set; one that repeats has a value a line, since paths may hold any other character. */
function readEnvironment(settings: Settings, env: SettingsInput['env']): ReadonlyMap<string, readonly string[]> {
  const given = new Map<string, readonly string[]>();
  for (const [key, setting] of Object.entries(settings)) {
    const text = env[environmentName(key)];
    if (!text) continue;
    const isMultiple = setting.type !== 'boolean' && setting.isMultiple;
    given.set(key, isMultiple ? text.split('\n').filter((line) => line !== '') : [text]);
  }
  return given;
}
