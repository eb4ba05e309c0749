/** `keymap.yaml`: `command: [keys]`, a line each. What is wrong in it is one line, and the rest counts. */
import { type Document, isMap, isScalar, isSeq, LineCounter, type Pair } from 'yaml';
import { asFault } from '../../src/runtime/fault.ts';
import { shownName } from '../../src/runtime/names.ts';
import { nearestName } from '../../src/runtime/nearest-name.ts';
import { writePrivateFile } from '../../src/runtime/private-file.ts';
import { lineOf, nameOf, readYaml } from '../preferences/yaml-file.ts';
import { graphemesOf } from '../text/graphemes.ts';
import type { Command } from './command.ts';
import { applyKeymap, isRemappable, type Keymap, type KeyWish } from './keymap.ts';

export function readKeymap(file: string, commands: readonly Command[]): Keymap {
  const shown = shownName(file);
  const lines = new LineCounter();
  let document: Document;
  try {
    document = readYaml(file, lines);
  } catch (thrown) {
    return { commands, problems: [`${shown}: ${asFault(thrown).message}`] };
  }
  const { contents } = document;
  if (contents === null) return { commands, problems: [] };
  if (!isMap(contents)) return { commands, problems: [`${shown}: write 'command: [keys]', one a line`] };
  const problems: string[] = [];
  const wishes = contents.items.flatMap((pair) => wishOf(pair, { commands, lines, shown, problems }));
  const applied = applyKeymap(commands, wishes);
  return {
    commands: applied.commands,
    problems: [...problems, ...applied.problems.map((line) => withFile(line, shown))],
  };
}

/** A line that has no place yet says at least where it comes from. */
function withFile(line: string, shown: string): string {
  return line.startsWith(shown) ? line : `${shown}: ${line}`;
}

interface Look {
  readonly commands: readonly Command[];
  readonly lines: LineCounter;
  readonly shown: string;
  readonly problems: string[];
}

function wishOf(pair: Pair, { commands, lines, shown, problems }: Look): readonly KeyWish[] {
  const { value } = pair;
  const id = nameOf(pair);
  const place = `${shown}:${lineOf(pair, lines)}`;
  if (!commands.some((command) => command.id === id)) {
    const nearest = nearestName(
      id,
      commands.map((command) => command.id),
    );
    problems.push(
      `${place}: unknown command ${shownName(id)}${nearest === undefined ? '' : `; did you mean ${nearest}?`}`,
    );
    return [];
  }
  const items = isSeq(value) ? value.items : [value];
  const keys = items.flatMap((item) => {
    const written = isScalar(item) ? String(item.value ?? '') : '';
    // `command:` alone is a command without keys, as `[]` is.
    if (written === '' && !isSeq(value)) return [];
    const name = keyName(written);
    if (name === undefined)
      problems.push(
        `${place}: '${shownName(written)}' is no key that can be had; write j, G, ctrl-d, f5, space, enter`,
      );
    return name === undefined ? [] : [name];
  });
  return [{ id, keys, place }];
}

const named: readonly string[] = [
  ...['enter', 'esc', 'tab', 'shift-tab', 'space', 'up', 'down', 'left', 'right'],
  ...['home', 'end', 'pageup', 'pagedown', 'backspace', 'delete', 'ctrl-space'],
  ...Array.from({ length: 12 }, (_, index) => `f${index + 1}`),
];
const otherNames: Readonly<Record<string, string>> = {
  's-tab': 'shift-tab',
  pgup: 'pageup',
  pgdn: 'pagedown',
  return: 'enter',
  escape: 'esc',
  del: 'delete',
};
/** As terminals write them, these are Backspace, Tab and Enter. */
const noLetters: readonly string[] = ['h', 'i', 'j', 'm'];

/** As the key table calls it; undefined for what no terminal sends, or sends as another key. */
export function keyName(written: string): string | undefined {
  if (graphemesOf(written).length === 1) return /^[\p{Cc}\s]/u.test(written) ? undefined : written;
  const lower = written.toLowerCase();
  const name = otherNames[lower] ?? lower;
  if (named.includes(name)) return name;
  const [, letter] = /^ctrl-([a-z])$/.exec(lower) ?? [];
  if (letter !== undefined) return noLetters.includes(letter) ? undefined : name;
  return /^alt-[^\p{Cc}\s]$/iu.test(written) ? `alt-${written.slice(4)}` : undefined;
}

/** All that can be given other keys, as it is at this moment: to be copied from. */
export async function writeKeymapExample(file: string, commands: readonly Command[]): Promise<void> {
  const lines = commands
    .filter(isRemappable)
    .map(({ id, keys, title }) => `${id}: [${keys.map((key) => JSON.stringify(key)).join(', ')}] # ${title}`);
  const head = [
    '# The keys of longhaul tui. What is copied into keymap.yaml beside this file counts at the next start.',
    '',
  ];
  await writePrivateFile(file, `${[...head, ...lines].join('\n')}\n`);
}
