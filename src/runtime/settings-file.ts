/** The YAML file named by `--config` -> the texts it gives for each setting. */
import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { Fault } from './fault.ts';
import { shownName } from './names.ts';
import { nearestName } from './nearest-name.ts';
import { kebabName, type Setting, type Settings } from './settings-definition.ts';

const Content = z.record(z.string(), z.union([z.string(), z.array(z.string())])).nullable();

export function readSettingsFile(settings: Settings, path: string): ReadonlyMap<string, readonly string[]> {
  const shown = shownName(path);
  const given = new Map<string, readonly string[]>();
  for (const [name, value] of Object.entries(readContent(path, shown) ?? {})) {
    const key = Object.keys(settings).find((candidate) => kebabName(candidate) === name);
    if (key === undefined) throw new Fault('usage', unknownKey(settings, name, shown));
    if (Array.isArray(value) && !isMultiple(settings[key])) {
      throw new Fault('usage', `${name} in ${shown} takes one value, not a list`);
    }
    given.set(key, [value].flat());
  }
  return given;
}

function readContent(path: string, shown: string): z.infer<typeof Content> {
  // In the failsafe schema every scalar is the text that was written, so that a file and a flag are read alike.
  const document = parseDocument(readText(path, shown), { schema: 'failsafe', prettyErrors: true });
  const [error] = document.errors;
  if (error !== undefined) {
    throw new Fault('config-unreadable', `${shown}: ${error.message.split('\n')[0]}`, { cause: error });
  }
  const parsed = Content.safeParse(document.toJS());
  if (!parsed.success) {
    const where = parsed.error.issues[0]?.path.join('.') || 'the file';
    throw new Fault('config-unreadable', `${shown}: ${shownName(where)} is not of the form 'name: value' or a list`);
  }
  return parsed.data;
}

function readText(path: string, shown: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new Fault('config-unreadable', `cannot read ${shown}: ${code}`, { cause });
  }
}

function isMultiple(setting: Setting | undefined): boolean {
  return setting !== undefined && setting.type !== 'boolean' && setting.isMultiple === true;
}

function unknownKey(settings: Settings, name: string, shown: string): string {
  const nearest = nearestName(name, Object.keys(settings).map(kebabName));
  return `unknown setting ${shownName(name)} in ${shown}; ${nearest ? `did you mean ${nearest}?` : '--help lists the settings'}`;
}
