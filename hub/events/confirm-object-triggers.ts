/** Whether a trigger of a queue fits what it starts: what would fail with every object is refused when it is declared. */
import type { Connection } from '../../src/model/connection.ts';
import { parseLocation } from '../../src/model/location.ts';
import { builtInVariables, destinationsOf, namesIn, type Template } from '../../src/model/template.ts';
import type { SqsTrigger, Trigger } from '../../src/model/trigger.ts';
import { Fault } from '../../src/runtime/fault.ts';
import { objectVariables } from './object-variables.ts';

export interface FittingParts {
  readonly templates: readonly Template[];
  readonly connections: readonly Connection[];
}

/** What will be in force. Throws `usage`. */
export function confirmObjectTriggers(triggers: readonly Trigger[], { templates, connections }: FittingParts): void {
  for (const trigger of triggers) {
    const template = templates.find(({ name }) => name === trigger.template);
    if (trigger.kind !== 'sqs' || template === undefined) continue;
    confirmSource(trigger, template, connections);
    confirmVariables(trigger, template);
    confirmNoLoop(trigger, template);
  }
}

/** The events are about objects of a bucket, so that is what must be moved. */
function confirmSource({ name }: SqsTrigger, template: Template, connections: readonly Connection[]): void {
  const { node: source } = parseLocation(template.from);
  if (connections.some((connection) => connection.name === source && connection.kind === 's3')) return;
  throw new Fault(
    'usage',
    `the trigger ${name} is about objects of a bucket, and ${template.name} moves from ${source}, which is no connection of kind s3`,
  );
}

function confirmVariables({ name, set = {} }: SqsTrigger, template: Template): void {
  const given = new Set<string>([...objectVariables, ...builtInVariables, ...Object.keys(set)]);
  const missing = namesIn(template).find(
    (variable) => !given.has(variable) && template.variables[variable]?.default === undefined,
  );
  if (missing !== undefined)
    throw new Fault('usage', `the trigger ${name}: the template ${template.name} needs a value for ${missing}`);
  for (const variable of ['key', 'folder'])
    if (namesIn(template).includes(variable) && template.variables[variable]?.path !== true)
      throw new Fault(
        'usage',
        `the trigger ${name}: an object is in folders; write ${variable}: { path: true } among the variables of ${template.name}`,
      );
}

/** What is copied to where its own events come from would be copied for ever. */
function confirmNoLoop({ name, prefix = '' }: SqsTrigger, template: Template): void {
  const { node: source, path } = parseLocation(template.from);
  const [bucket] = namesOf(path);
  for (const place of destinationsOf(template)) {
    const destination = parseLocation(place);
    const [top = '', ...rest] = namesOf(destination.path);
    const mayBeSame = top === bucket || top.includes('{') || bucket?.includes('{') === true;
    if (destination.node !== source || !mayBeSame) continue;
    const [fixed = ''] = rest.join('/').split('{');
    if (!`${fixed}/`.startsWith(prefix) && !prefix.startsWith(fixed)) continue;
    throw new Fault(
      'usage',
      `the trigger ${name}: what ${template.name} copies comes into the bucket that it is started by, and would start it again; give the trigger a prefix that the copies do not have`,
    );
  }
}

function namesOf(path: string): string[] {
  return path.split('/').filter((name) => name !== '');
}
