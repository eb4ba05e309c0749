/**
 * Arguments as typed -> the texts given for each setting, and the positional arguments. meow does the parsing, but it
 * guesses where a command line is loose (`--json true`, `-abc`, `--no-x`, a flag without its value) and ends the
 * process when it meets an unknown flag. So the arguments are first put into the one form that leaves nothing to
 * guess, `--flag="value"`, and everything that cannot be put into it is refused here, by name.
 */
import meow from 'meow';
import { Fault } from './fault.ts';
import { shownName } from './names.ts';
import { nearestName } from './nearest-name.ts';
import { type Argument, type Definition, kebabName, type Setting, type Settings } from './settings-definition.ts';

export interface CommandLine {
  /** Texts by setting; a boolean that is given is `true` unless `--flag=false` was written. */
  readonly given: ReadonlyMap<string, readonly string[]>;
  readonly positional: readonly string[];
  /** The settings in the order in which their flags stand, each as often as it is given. */
  readonly order: readonly string[];
}

export function parseCommandLine(definition: Definition<Settings>, argv: readonly string[]): CommandLine {
  const { canonical, positional, order } = canonicalArguments(definition.settings, argv);
  const parsed = meow('', {
    importMeta: import.meta,
    // Also the process title, so that no value from the command line (a join token) shows in `ps`.
    pkg: { name: definition.program },
    argv: [...canonical, '--', ...positional],
    autoHelp: false,
    autoVersion: false,
    description: false,
    flags: Object.fromEntries(
      // Everything is text and may repeat: conversion and the check for repeats are ours, with our messages.
      Object.keys(definition.settings).map((key) => [key, { type: 'string', isMultiple: true } as const]),
    ),
  });
  const given = new Map<string, readonly string[]>();
  for (const [key, setting] of Object.entries(definition.settings)) {
    const texts = parsed.flags[key] as readonly string[];
    if (texts.length > 1 && !(setting.type !== 'boolean' && setting.isMultiple)) {
      throw new Fault('usage', `--${kebabName(key)} is given ${texts.length} times; give it once`);
    }
    if (texts.length > 0) given.set(key, texts);
  }
  return { given, positional: parsed.input, order };
}

export function checkArguments(definition: Definition<Settings>, positional: readonly string[]): void {
  const expected: readonly Argument[] = definition.arguments ?? [];
  const missing = expected[positional.length];
  if (missing !== undefined) {
    throw new Fault('usage', `${missing.placeholder} is missing; write ${usageLine(definition)}`);
  }
  const surplus = positional[expected.length];
  if (surplus !== undefined) {
    throw new Fault('usage', `'${shownName(surplus)}' is one argument too many; write ${usageLine(definition)}`);
  }
}

/** `longhaul sync SOURCE DESTINATION [flags]`. */
export function usageLine(definition: Definition<Settings>): string {
  const placeholders = (definition.arguments ?? []).map((argument) => argument.placeholder);
  return [definition.program, ...placeholders, '[flags]'].join(' ');
}

/** `--` ends the flags; `-` alone is an argument, and may be a value. */
function canonicalArguments(settings: Settings, argv: readonly string[]) {
  const canonical: string[] = [];
  const positional: string[] = [];
  const order: string[] = [];
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index] ?? '';
    if (word === '--') {
      positional.push(...argv.slice(index + 1));
      break;
    }
    if (word === '-' || !word.startsWith('-')) {
      positional.push(word);
      continue;
    }
    const { key, name, setting, written } = readFlag(settings, word);
    const isValueNext = setting.type !== 'boolean' && written === undefined;
    if (isValueNext) index += 1;
    const value = setting.type === 'boolean' ? (written ?? 'true') : (written ?? valueWord(argv[index]));
    if (value === undefined || value === '')
      throw new Fault('usage', needsValue({ name, setting, next: isValueNext ? argv[index] : undefined }));
    // meow takes off exactly one pair of quotes, which keeps every value, quotes and line feeds included, as it was.
    canonical.push(`--${name}="${value}"`);
    order.push(key);
  }
  return { canonical, positional, order };
}

function readFlag(settings: Settings, word: string) {
  const equals = word.indexOf('=');
  const flag = equals === -1 ? word : word.slice(0, equals);
  const key = Object.keys(settings).find((candidate) => flag === `--${kebabName(candidate)}`);
  const setting = key === undefined ? undefined : settings[key];
  if (key === undefined || setting === undefined) throw new Fault('usage', unknownFlag(settings, flag));
  return { key, name: flag.slice(2), setting, written: equals === -1 ? undefined : word.slice(equals + 1) };
}

function unknownFlag(settings: Settings, flag: string): string {
  const flags = Object.keys(settings).map((key) => `--${kebabName(key)}`);
  const nearest = nearestName(flag, flags);
  const advice =
    nearest !== undefined
      ? `did you mean ${nearest}?`
      : flag.startsWith('--')
        ? '--help lists the flags'
        : 'flags have long names (--help lists them); a file name that starts with a dash goes after --';
  return `unknown flag ${shownName(flag)}; ${advice}`;
}

function valueWord(word: string | undefined): string | undefined {
  return word?.startsWith('-') && word !== '-' ? undefined : word;
}

interface MissingValue {
  readonly name: string;
  readonly setting: Setting;
  /** The word in the place of the value. */
  readonly next: string | undefined;
}

function needsValue({ name, setting, next }: MissingValue): string {
  const value = setting.type === 'boolean' ? 'true' : setting.placeholder;
  // A number, or a flag whose value was forgotten before it.
  if (next !== undefined && /^-\d/.test(next)) return `--${name} needs a value; one with a dash is --${name}=${value}`;
  return `--${name} needs a value; write --${name}${setting.type === 'boolean' ? '=' : ' '}${value}`;
}
