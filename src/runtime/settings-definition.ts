/** What a program's settings are: declared once, read by the command line, the environment, the file and the help. */
import type { z } from 'zod';

interface Described {
  /** One line for `--help`, in lower case, without the default. */
  readonly help: string;
  /** Heading under which `--help` lists it; settings without one come first. */
  readonly heading?: string;
}

export interface BooleanSetting extends Described {
  readonly type: 'boolean';
}

export interface ValueSetting extends Described {
  readonly type: 'string' | 'number';
  /** May be given several times; its value is then always an array. */
  readonly isMultiple?: true;
  /** As somebody would write it (`5M`); it goes through the schema like any other value. */
  readonly default?: string | number;
  /** What `--help` says in place of a default that is no fixed text ("under the state folder"). */
  readonly shownDefault?: string;
  /** The word that stands for the value in `--help`: `RATE`, `FILE`. */
  readonly placeholder: string;
  /** Turns the written text (or the number) into the value; its messages say what would be right. */
  readonly schema?: z.ZodType;
}

export type Setting = BooleanSetting | ValueSetting;
/** Keys are in camel case; `blockSize` is `--block-size`, `LONGHAUL_BLOCK_SIZE` and `block-size:` in the file. */
export type Settings = Readonly<Record<string, Setting>>;

export interface Argument {
  /** `SOURCE`. */
  readonly placeholder: string;
  readonly help: string;
}

export interface Definition<S extends Settings> {
  /** As it is typed: `longhaul sync`. */
  readonly program: string;
  /** One sentence. */
  readonly summary: string;
  /** Two that work as they stand, each with what it does. */
  readonly examples: readonly { readonly command: string; readonly does: string }[];
  /** All of them must be given, and no more. */
  readonly arguments?: readonly Argument[];
  readonly settings: S;
}

type Scalar<S> = S extends { schema: infer Z extends z.ZodType }
  ? z.output<Z>
  : S extends { type: 'number' }
    ? number
    : string;

/** A boolean is false until given; a multiple is an empty array; a value without a default may be undefined. */
type ValueOf<S> = S extends { type: 'boolean' }
  ? boolean
  : S extends { isMultiple: true }
    ? readonly Scalar<S>[]
    : S extends { default: string | number }
      ? Scalar<S>
      : Scalar<S> | undefined;

export type Values<S extends Settings> = { readonly [Key in keyof S]: ValueOf<S[Key]> };

/** The flags that every program has. */
export const commonSettings = {
  config: { type: 'string', placeholder: 'FILE', help: 'YAML file with any of these settings' },
  help: { type: 'boolean', help: 'show this text' },
  version: { type: 'boolean', help: 'show the version' },
} as const satisfies Settings;

export function defineSettings<const S extends Settings>(definition: Definition<S>): Definition<S> {
  return definition;
}

/** `blockSize` -> `block-size`. */
export function kebabName(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** `blockSize` -> `LONGHAUL_BLOCK_SIZE`. */
export function environmentName(key: string): string {
  return `LONGHAUL_${kebabName(key).replaceAll('-', '_').toUpperCase()}`;
}

/** The same settings, listed by `--help` under a heading of their own. */
export function underHeading<const S extends Settings>(heading: string, settings: S): S {
  return Object.fromEntries(Object.entries(settings).map(([key, setting]) => [key, { ...setting, heading }])) as S;
}
