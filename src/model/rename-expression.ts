/**
 * A regular expression that somebody wrote, and that must not keep a node busy: RE2, which takes time in proportion to the
 * length of a path whatever the expression is, and has no back references and no looking around. Loaded when one is wanted.
 */
import { createRequire } from 'node:module';
import type { RE2JS } from 're2js';
import { Fault } from '../runtime/fault.ts';
import { shownName } from '../runtime/names.ts';

export interface Found {
  readonly start: number;
  readonly end: number;
  /** The whole, then the groups; one that took no part is empty. */
  readonly groups: readonly string[];
}

export interface Expression {
  /** Groups that it has. */
  readonly groups: number;
  /** The first that is found in a text, or all. */
  find(text: string, isGlobal: boolean): Found[];
}

/** Not an import: a program that renames nothing does not read it. */
const load = createRequire(import.meta.url);
let re2: typeof RE2JS | undefined;

/** Throws `usage`. */
export function compileExpression(source: string, { ignoresCase }: { readonly ignoresCase: boolean }): Expression {
  re2 ??= (load('re2js') as { RE2JS: typeof RE2JS }).RE2JS;
  const flags = re2.DOTALL | (ignoresCase ? re2.CASE_INSENSITIVE : 0);
  const compiled = attempt(re2, source, flags);
  const groups = compiled.groupCount();
  return {
    groups,
    find: (text, isGlobal) => {
      const found: Found[] = [];
      const matcher = compiled.matcher(text);
      while (matcher.find()) {
        const all = Array.from({ length: groups + 1 }, (_, group) => matcher.group(group) ?? '');
        found.push({ start: matcher.start(), end: matcher.end(), groups: all });
        if (!isGlobal) break;
      }
      return found;
    },
  };
}

function attempt(compiler: typeof RE2JS, source: string, flags: number): RE2JS {
  try {
    return compiler.compile(source, flags);
  } catch (cause) {
    // What follows is the expression with our flags before it.
    const reason = (cause as Error).message.replace(/^error parsing regexp: |: `.*$/gs, '');
    throw new Fault('usage', `'${shownName(source)}' is not a regular expression of RE2: ${shownName(reason)}`, {
      cause,
    });
  }
}
