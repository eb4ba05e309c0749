/** What the terminal can show, from what it and the environment say. */
import type { TerminalAbility } from './theme.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** `depthIn` is Node's `getColorDepth`: bits a colour, 1 for none. */
export function terminalAbility(env: Environment, depthIn: (env: Environment) => number): TerminalAbility {
  // It takes any CI for a place where logs are kept; whoever sits at a terminal sees colours all the same.
  const { CI: _, ...others } = env;
  // https://no-color.org: set to anything but the empty text.
  const isUtf8 = hasUtf8(env);
  const hasSymbols = env['TERM'] !== 'linux' && env['TERM'] !== 'dumb';
  return { colourDepth: env['NO_COLOR'] ? 1 : depthIn(others), isUnicode: isUtf8 && hasSymbols, isUtf8 };
}

function hasUtf8(env: Environment): boolean {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'];
  // Without any locale (a bare container, a service manager) terminals of today are UTF-8 all the same.
  return !locale || /utf-?8/i.test(locale);
}
