/**
 * One pattern of a selection, compiled. picomatch knows a language richer than that of rsync and rclone (groups,
 * alternatives, quantifiers, quotes), so what is special only to it is escaped first: `Photo (1).jpg` means itself.
 */
import picomatch from 'picomatch';
import { Fault } from '../../runtime/fault.ts';
import { shownName } from '../../runtime/names.ts';

export interface Entry {
  /** Text of `matchText`. */
  readonly name: string;
  /** Relative to the source, without a leading `/`. */
  readonly path: string;
  readonly isFolder: boolean;
}

export interface Pattern {
  matches(entry: Entry): boolean;
  /** Whether anything below a folder could match that does not match as a whole. */
  mayMatchBelow(folder: string): boolean;
}

/** Throws `usage` for a pattern that means nothing. */
export function compilePattern(pattern: string): Pattern {
  // `dir/**` (rclone) and `dir/***` (rsync) are the folder and all that it holds, which is what `dir/` means here.
  const asFolder = /^(.*[^/])\/+(\*\*\*?)?$/s.exec(pattern)?.[1];
  const isFolderOnly = asFolder !== undefined;
  const whole = asFolder ?? pattern;
  const isAnchored = whole.startsWith('/');
  const glob = whole
    .replace(/^\/+/, '')
    .split('/')
    .map((part) => component(part, pattern))
    .join('/');
  if (glob === '') throw meaningless(pattern);
  const isOfName = !isAnchored && !glob.includes('/');
  const expression = compile(isAnchored || isOfName ? glob : `**/${glob}`, pattern);
  const above = isAnchored ? foldersAbove(glob, pattern) : undefined;
  return {
    matches: ({ name, path, isFolder }) => (isFolder || !isFolderOnly) && expression.test(isOfName ? name : path),
    mayMatchBelow: (folder) => {
      if (above === undefined) return true;
      const depth = folder.split('/').length;
      const level = above.levels[depth - 1];
      return level === undefined ? above.isOpen : level.test(folder);
    },
  };
}

/** By depth, what a folder must match so that something in it can; `isOpen` when that is all that can be said. */
function foldersAbove(glob: string, pattern: string): { readonly levels: readonly RegExp[]; readonly isOpen: boolean } {
  const parts = glob.split('/');
  const open = parts.findIndex((part) => part === '**' || /[{}]/.test(part));
  const known = parts.slice(0, open < 0 ? parts.length - 1 : open);
  const levels = known.map((_, index) => compile(known.slice(0, index + 1).join('/'), pattern));
  return { levels, isOpen: open >= 0 };
}

/** Between two slashes. `**` with something beside it crosses folders at its start, and adds nothing at its end. */
function component(part: string, pattern: string): string {
  if (/^\*{2,}$/.test(part)) return '**';
  const start = /^\*{2,}(?=[^*])/.test(part) ? '**/*' : '';
  const rest = part.replace(/^\*{2,}(?=[^*])/, '').replace(/(?<=[^*\\])\*{2,}$/, '*');
  if (/(?<!\\)\*\*/.test(rest))
    throw new Fault('usage', `'${shownName(pattern)}': write ** alone between two slashes, or at one end of a name`);
  return start + literal(rest);
}

/** With everything escaped that is special to picomatch alone. */
function literal(part: string): string {
  return part.replace(/\\(.?)|\[[!^]?\]?[^\]]*\]|[()|+!@^$"~]/gsu, (found, escaped: string | undefined) => {
    if (found.startsWith('[')) return found.replace(/^\[!/, '[^');
    if (escaped === undefined) return `\\${found}`;
    if (escaped === '') return '[\\\\]';
    return /[\\]/.test(escaped) ? '[\\\\]' : /[*?[\]{},()|+!@^$"~]/.test(escaped) ? `\\${escaped}` : escaped;
  });
}

function compile(glob: string, pattern: string): RegExp {
  try {
    return picomatch.makeRe(glob, {
      dot: true,
      nonegate: true,
      noextglob: true,
      literalBrackets: false,
      fastpaths: false,
      regex: false,
      debug: true,
      // A name may hold a line feed.
      flags: 's',
    });
  } catch (cause) {
    throw new Fault('usage', `'${shownName(pattern)}' is not a pattern: ${(cause as Error).message}`, { cause });
  }
}

function meaningless(pattern: string): Fault {
  return new Fault('usage', `'${shownName(pattern)}' matches nothing; write a name, or ** for everything`);
}
