/** The path that a file of the source has at the destination, as `--flatten` and `--rename` say. */
import type { Buffer } from 'node:buffer';
import { compileExpression, type Expression } from '../../model/rename-expression.ts';
import { type Placeholder, type ReplacementPart, replacementParts } from '../../model/rename-replacement.ts';
import type { RenameRule } from '../../model/rename-rule.ts';
import { Fault } from '../../runtime/fault.ts';
import { matchBytes, matchText, shownName } from '../../runtime/names.ts';
import { splitPath } from '../disk/relative-path.ts';
import { isTemporaryName } from '../disk/temporary-mark.ts';
import { liesHidden } from '../scan/entry-filter.ts';
import type { HiddenFolders } from '../scan/scan-selection.ts';

export interface NamingOptions {
  /** The path begins as the file's name alone. */
  readonly flatten: boolean;
  /** Each is applied to what the ones before it made. */
  readonly rename: readonly RenameRule[];
  /** No place for a file that is whole. */
  readonly hidden: HiddenFolders | undefined;
}

interface Step {
  readonly expression: Expression;
  readonly isGlobal: boolean;
  readonly parts: readonly ReplacementPart[];
}

export class Naming {
  readonly #flatten: boolean;
  readonly #hidden: HiddenFolders | undefined;
  readonly #steps: readonly Step[];

  /** Throws `usage` for a rule that means nothing. */
  constructor({ flatten, rename, hidden }: NamingOptions) {
    this.#flatten = flatten;
    this.#hidden = hidden;
    this.#steps = rename.map(({ match, to, isGlobal, ignoresCase }) => ({
      expression: compileExpression(match, { ignoresCase }),
      isGlobal,
      parts: replacementParts(to),
    }));
  }

  /** Whether a file may have another name when it was changed at another time. */
  get goesByTime(): boolean {
    return this.#steps.some(({ parts }) =>
      parts.some((part) => part.kind === 'placeholder' && part.name !== 'name' && part.name !== 'ext'),
    );
  }

  /** Relative to the two roots. Throws `rename-refused` where that is no path below the root, or one that is ours. */
  newPath(path: Buffer, mtimeNs: bigint): Buffer {
    const { name } = splitPath(path);
    let text = matchText(this.#flatten ? name : path);
    for (const step of this.#steps) text = replaced(text, step, (word) => wordFor(word, name, mtimeNs));
    const renamed = matchBytes(text);
    const reason = this.#refusal(renamed, text);
    if (reason === undefined) return renamed;
    throw new Fault('rename-refused', `${shownName(path)} would be '${shownName(renamed)}', which ${reason}`);
  }

  #refusal(path: Buffer, text: string): string | undefined {
    const names = text.split('/');
    if (names.some((name) => name === '' || name === '.' || name === '..') || path.includes(0))
      return 'is no path of names below the destination';
    if (names.some((name) => isTemporaryName(matchBytes(name)))) return 'is the name of an unfinished file';
    if (liesHidden(text, this.#hidden)) return 'lies in the folder of --partial-dir';
    return undefined;
  }
}

function replaced(
  text: string,
  { expression, isGlobal, parts }: Step,
  valueOfWord: (word: Placeholder) => string,
): string {
  let result = '';
  let from = 0;
  for (const { start, end, groups } of expression.find(text, isGlobal)) {
    result += text.slice(from, start);
    for (const part of parts) {
      if (part.kind === 'text') result += part.text;
      else result += part.kind === 'group' ? (groups[part.group] ?? '') : valueOfWord(part.name);
    }
    from = end;
  }
  return result + text.slice(from);
}

function wordFor(word: Placeholder, name: Buffer, mtimeNs: bigint): string {
  if (word === 'name' || word === 'ext') {
    const text = matchText(name);
    const dot = text.lastIndexOf('.');
    const [stem, extension] = dot > 0 ? [text.slice(0, dot), text.slice(dot)] : [text, ''];
    return word === 'name' ? stem : extension;
  }
  const [year = '', month = '', day = ''] = dayOf(mtimeNs);
  return { date: `${year}-${month}-${day}`, year, month, day }[word];
}

/** In UTC, so that a file has one name wherever the node is. 64 bits of nanoseconds are the years 1677 to 2262. */
function dayOf(mtimeNs: bigint): string[] {
  const ms = mtimeNs / 1_000_000n - (mtimeNs % 1_000_000n < 0n ? 1n : 0n);
  return new Date(Number(ms)).toISOString().slice(0, 10).split('-');
}
