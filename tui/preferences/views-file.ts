/**
 * `views.yaml` of the account's configuration folder: by the name of a list, the columns that it shows, in their order. What
 * is wrong in it is one line, and the rest counts.
 */
import { isMap, isSeq, LineCounter, type Pair } from 'yaml';
import { asFault, Fault } from '../../src/runtime/fault.ts';
import { shownMessage, shownName } from '../../src/runtime/names.ts';
import { nearestName } from '../../src/runtime/nearest-name.ts';
import type { Console } from '../keys/command.ts';
import { everyList } from '../screens/every-list.ts';
import type { Views } from '../store/list-columns.ts';
import { inTurn, lineOf, nameOf, readYaml, writeYaml } from './yaml-file.ts';

export interface ViewsFile {
  readonly views: Views;
  /** One line each, with the place. */
  readonly problems: readonly string[];
}

export function readViewsFile(file: string): ViewsFile {
  const shown = shownName(file);
  const views: Record<string, readonly string[]> = {};
  const problems: string[] = [];
  const lines = new LineCounter();
  try {
    const { contents } = readYaml(file, lines);
    if (contents !== null && !isMap(contents)) throw new Fault('usage', `write 'list: [COLUMN, COLUMN]', one a line`);
    for (const pair of contents?.items ?? []) {
      const { titles, wrong } = readView(pair);
      if (titles.length > 0) views[nameOf(pair)] = titles;
      if (wrong !== undefined) problems.push(`${shown}:${lineOf(pair, lines)}: ${wrong}`);
    }
  } catch (thrown) {
    problems.push(`${shown}: ${shownMessage(asFault(thrown).message)}`);
  }
  return { views, problems };
}

/** The columns that there are, and what else is said. */
function readView(pair: Pair): { readonly titles: readonly string[]; readonly wrong: string | undefined } {
  const name = nameOf(pair);
  const kind = everyList.find((one) => one.name === name);
  if (kind === undefined) return { titles: [], wrong: `there is no list ${shownName(name)}${nearest(name, names)}` };
  const wanted: unknown = isSeq(pair.value) ? pair.value.toJSON() : undefined;
  if (!Array.isArray(wanted)) return { titles: [], wrong: `${name} takes a list: [COLUMN, COLUMN]` };
  const known = kind.columns.map(({ title }) => title);
  const titles = known.length === 0 ? [] : wanted.map(String).filter((title) => known.includes(title));
  const unknown = wanted.map(String).find((title) => !known.includes(title));
  const wrong = unknown && `${name} has no column ${shownName(unknown)}${nearest(unknown, known)}`;
  return { titles: [...new Set(titles)], wrong };
}

const names: readonly string[] = everyList.map(({ name }) => name);

function nearest(name: string, candidates: readonly string[]): string {
  const found = nearestName(name, candidates);
  return found === undefined ? '' : `; did you mean ${found}?`;
}

/** Throws what keeps it from being written; the file is then as it was. */
export function keepViewIn(file: string): Console['keepView'] {
  return inTurn(async (list, titles) => {
    const document = readYaml(file);
    if (document.contents !== null && !isMap(document.contents))
      throw new Fault('config-unreadable', 'it is not of the form list: [COLUMN, COLUMN]');
    if (titles === undefined) document.deleteIn([list]);
    else document.setIn([list], document.createNode([...titles], { flow: true }));
    await writeYaml(file, document);
  });
}
