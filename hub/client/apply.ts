/** `--apply FILE`: declares what is in a YAML file, or shows with `--dry-run` what that would change. `--export`: prints it. */
import { stringify } from 'yaml';
import { Fault } from '../../src/runtime/fault.ts';
import type { Action } from './action.ts';
import { readDeclaration } from './declaration-file.ts';
import { print, printJson, say } from './output.ts';

export const apply: Action = async ({ settings, hub }) => {
  const { apply: file, dryRun, json } = settings;
  if (file === undefined) throw new Fault('usage', '--apply needs FILE');
  const { changes } = await hub.request('apply', { declaration: await readDeclaration(file, hub), isDryRun: dryRun });
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
