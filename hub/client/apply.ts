/** `--apply FILE`: declares what is in a YAML file, or shows with `--dry-run` what that would change. `--export`: prints it. */
import { readFile } from 'node:fs/promises';
import { parse, stringify } from 'yaml';
import { Declaration } from '../../src/model/declaration.ts';
import { Fault } from '../../src/runtime/fault.ts';
import { shownName } from '../../src/runtime/names.ts';
import type { Action } from './action.ts';
import { print, printJson, say } from './output.ts';

export const apply: Action = async ({ settings, hub }) => {
  const { apply: file, dryRun, json } = settings;
  if (file === undefined) throw new Fault('usage', '--apply needs FILE');
  const { changes } = await hub.request('apply', { declaration: await readDeclaration(file), isDryRun: dryRun });
  if (json) await printJson(changes);
  else await print(changes.map(({ kind, name, change }) => `${kind} ${name} ${change}\n`).join(''));
  if (!json && changes.length === 0) say('nothing changes');
  else if (!json && dryRun) say('nothing was changed; leave out --dry-run to do it');
  return 0;
};

export const exportAll: Action = async ({ settings, hub }) => {
  const declared = await hub.request('export', {});
  await (settings.json ? printJson([declared]) : print(stringify(declared)));
  return 0;
};

async function readDeclaration(file: string): Promise<Declaration> {
  const shown = shownName(file);
  let value: unknown;
  try {
    value = parse(await readFile(file, 'utf8'));
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new Fault('config-unreadable', `cannot read ${shown}: ${code ?? message.split('\n', 1)[0]}`, { cause });
  }
  const parsed = Declaration.safeParse(value);
  if (parsed.success) return parsed.data;
  // A word that is misspelled is also one that is missing: what was written is what its author looks for.
  const { issues } = parsed.error;
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  const where = issue?.path.map(String).join('.') ?? '';
  throw new Fault('config-unreadable', shownName(`${shown}: ${where === '' ? '' : `${where}: `}${issue?.message}`));
}
