/**
 * `console.yaml` of the account's configuration folder: settings as in the file of `--config`, and under `hubs` others for
 * the hub of a profile. A person writes it by hand and the console writes into it: what is wrong is one line and the rest
 * counts, and comments stay where they are.
 */
import { type Document, isMap, isScalar, LineCounter, type Pair } from 'yaml';
import { asFault, Fault } from '../../src/runtime/fault.ts';
import { shownMessage, shownName } from '../../src/runtime/names.ts';
import { nearestName } from '../../src/runtime/nearest-name.ts';
import { settingValue } from '../../src/runtime/setting-value.ts';
import { kebabName, type Settings } from '../../src/runtime/settings-definition.ts';
import type { Console } from '../keys/command.ts';
import { inTurn, lineOf, nameOf, readYaml, writeYaml } from './yaml-file.ts';

export type Given = ReadonlyMap<string, readonly string[]>;

export interface ConsoleFile {
  /** Texts by the key of their setting, each of them right. */
  readonly given: Given;
  /** The same by the name of the profile. */
  readonly hubs: ReadonlyMap<string, Given>;
  /** One line each, with the place. */
  readonly problems: readonly string[];
}

const hubsKey = 'hubs';

/** A file that is not there says nothing. */
export function readConsoleFile(file: string, settings: Settings): ConsoleFile {
  const shown = shownName(file);
  const problems: string[] = [];
  const hubs = new Map<string, Given>();
  const nothing = { given: new Map(), hubs, problems };
  const lines = new LineCounter();
  let document: Document;
  try {
    document = readYaml(file, lines);
  } catch (thrown) {
    return { ...nothing, problems: [`${shown}: ${asFault(thrown).message}`] };
  }
  const { contents } = document;
  if (contents === null) return nothing;
  if (!isMap(contents)) return { ...nothing, problems: [`${shown}: write 'name: value', one a line`] };
  const look = { settings, problems, placeOf: (pair: Pair) => `${shown}:${lineOf(pair, lines)}` };
  const given = readGiven(
    contents.items.filter((pair) => nameOf(pair) !== hubsKey),
    look,
  );
  for (const pair of contents.items.filter((one) => nameOf(one) === hubsKey)) {
    const entries = isMap(pair.value) ? pair.value.items : [];
    for (const hub of entries) {
      if (isMap(hub.value)) hubs.set(nameOf(hub), readGiven(hub.value.items, look));
      else problems.push(`${look.placeOf(hub)}: below the name of a profile, write 'name: value'`);
    }
    if (!isMap(pair.value)) problems.push(`${look.placeOf(pair)}: below ${hubsKey}, write the name of a profile`);
  }
  return { given, hubs, problems };
}

interface Look {
  readonly settings: Settings;
  readonly problems: string[];
  readonly placeOf: (pair: Pair) => string;
}

function readGiven(pairs: readonly Pair[], { settings, problems, placeOf }: Look): Given {
  const given = new Map<string, readonly string[]>();
  for (const pair of pairs) {
    const name = nameOf(pair);
    const [key, setting] = Object.entries(settings).find(([candidate]) => kebabName(candidate) === name) ?? [];
    try {
      if (key === undefined || setting === undefined) throw new Fault('usage', unknownText(name, settings));
      if (!isScalar(pair.value)) throw new Fault('usage', `${shownName(name)} takes one value`);
      const text = String(pair.value.value);
      settingValue(setting, [text], name);
      given.set(key, [text]);
    } catch (thrown) {
      problems.push(`${placeOf(pair)}: ${shownMessage(asFault(thrown).message)}`);
    }
  }
  return given;
}

function unknownText(name: string, settings: Settings): string {
  const nearest = nearestName(name, [...Object.keys(settings).map(kebabName), hubsKey]);
  return `unknown setting ${shownName(name)}${nearest === undefined ? '' : `; did you mean ${nearest}?`}`;
}

export interface SavedValue {
  readonly key: string;
  readonly value: string;
  /** For the hub of this profile alone. */
  readonly profile: string | undefined;
}

/** Beside all else that the file says. Throws what keeps it from being written; the file is then as it was. */
export async function saveInConsoleFile(file: string, { key, value, profile }: SavedValue): Promise<void> {
  const document = readYaml(file);
  if (document.contents !== null && !isMap(document.contents))
    throw new Fault('config-unreadable', 'it is not of the form name: value');
  const name = kebabName(key);
  document.setIn(profile === undefined ? [name] : [hubsKey, profile, name], value);
  await writeYaml(file, document);
}

/** For the hub of this profile where that is wished. */
export function keepIn(file: string, profile: string): Console['keepPreference'] {
  return inTurn(
    async ({ key, value, isOfHub }) =>
      await saveInConsoleFile(file, { key, value, profile: isOfHub ? profile : undefined }),
  );
}
