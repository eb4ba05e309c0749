/** `--template NAME --set KEY=VALUE`: starts what a template means. `--templates`: those that there are. */
import { z } from 'zod';
import { destinationsOf, type Variable } from '../../src/model/template.ts';
import type { TemplateRecord } from '../../src/model/trigger-record.ts';
import { Fault } from '../../src/runtime/fault.ts';
import { shownName } from '../../src/runtime/names.ts';
import type { Action } from './action.ts';
import { type Column, print, printJson, table } from './output.ts';
import { announceStarted } from './start.ts';

export type SetWish = readonly [name: string, value: string];

export function setWish(text: string, context: z.RefinementCtx): SetWish {
  const split = text.indexOf('=');
  if (split > 0) return [text.slice(0, split), text.slice(split + 1)];
  context.addIssue('write NAME=VALUE, for example project=reel_0417');
  return z.NEVER;
}

export const startTemplate: Action = async (context) => {
  const { template, set, key } = context.settings;
  const twice = set.find(([name], index) => set.findIndex(([other]) => other === name) !== index);
  if (twice !== undefined) throw new Fault('usage', `--set ${shownName(twice[0])} is given twice; give it once`);
  const { transfers } = await context.hub.request('start-template', {
    template: template as string,
    set: Object.fromEntries(set),
    ...(key !== undefined && { key }),
  });
  return await announceStarted(context, transfers);
};

const columns: readonly Column<TemplateRecord>[] = [
  { title: 'TEMPLATE', cell: ({ template }) => template.name },
  {
    title: 'FROM -> TO',
    cell: ({ template }) => shownName(`${template.from} -> ${destinationsOf(template).join(', ')}`),
  },
  { title: 'VARIABLES', cell: ({ template }) => Object.entries(template.variables).map(variableText).join(', ') },
  { title: 'DECLARED BY', cell: ({ declaredBy }) => declaredBy },
];

export const templates: Action = async ({ settings, hub }) => {
  const { templates: found } = await hub.request('list-templates', {});
  await (settings.json ? printJson(found) : print(table(columns, found)));
  return 0;
};

function variableText([name, variable]: readonly [string, Variable]): string {
  return shownName(variable.default === undefined ? name : `${name}=${variable.default}`);
}
