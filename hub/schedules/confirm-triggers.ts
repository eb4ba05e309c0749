/** Whether templates and triggers fit together: what would fail at every time is refused when it is declared. */
import { isKnown, type Template, wrongValue } from '../../src/model/template.ts';
import { fillTemplate } from '../../src/model/template-fill.ts';
import type { Trigger, WatchTrigger } from '../../src/model/trigger.ts';
import { Fault } from '../../src/runtime/fault.ts';
import { shownName } from '../../src/runtime/names.ts';

/** What will be in force. Throws `name-taken`, `name-unknown` and `usage`. */
export function confirmTriggers(templates: readonly Template[], triggers: readonly Trigger[]): void {
  const byName = new Map(templates.map((template) => [template.name, template]));
  const names = new Set([...byName.keys(), ...triggers.map(({ name }) => name)]);
  for (const trigger of triggers) {
    const { name, template: wanted } = trigger;
    if (byName.has(name))
      throw new Fault('name-taken', `${name} is a template and a trigger; give one of them another name`);
    const template = byName.get(wanted);
    if (template === undefined)
      throw new Fault('name-unknown', `the trigger ${name} starts the template ${wanted}, which there is not`);
    if (trigger.kind === 'after' && !names.has(trigger.follows))
      throw new Fault(
        'name-unknown',
        `the trigger ${name} follows ${trigger.follows}, which is no template and no trigger`,
      );
    confirmValues(trigger, template);
    if (trigger.kind === 'watch') confirmSameNode(trigger, template);
  }
}

/** Which files have settled is said by the clock of the node that moves them. */
function confirmSameNode({ name, node }: WatchTrigger, { name: template, from }: Template): void {
  const source = from.slice(0, from.indexOf(':'));
  if (source === node) return;
  throw new Fault(
    'usage',
    `the trigger ${name} watches a folder of ${node}, and ${template} moves files from ${source}`,
  );
}

/** A clock and a folder bring no values; the end of another transfer and an object do. */
function confirmValues(trigger: Trigger, template: Template): void {
  const { name, set = {} } = trigger;
  for (const [key, value] of Object.entries(set)) {
    const wrong = isKnown(key, template)
      ? wrongValue(value, template.variables[key] ?? { path: false })
      : `is no variable of ${template.name}`;
    if (wrong !== undefined) throw new Fault('usage', `the trigger ${name} sets ${shownName(key)}, which ${wrong}`);
  }
  // What an object brings is judged with what it goes into (hub/events/confirm-object-triggers.ts).
  if (trigger.kind === 'after' || trigger.kind === 'sqs') return;
  const timeZone = trigger.kind === 'schedule' ? trigger.timeZone : 'UTC';
  try {
    fillTemplate(template, { set, at: 0, timeZone });
  } catch (thrown) {
    if (!(thrown instanceof Fault)) throw thrown;
    throw new Fault(thrown.code, `the trigger ${name}: ${thrown.message}`, { cause: thrown });
  }
}
