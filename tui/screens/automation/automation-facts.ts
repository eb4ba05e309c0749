/** What the box below the list says of the row under the cursor. */
import { destinationsOf, type Template, type Variable } from '../../../src/model/template.ts';
import type { TriggerRecord } from '../../../src/model/trigger-record.ts';
import { shownName } from '../../../src/runtime/names.ts';
import { fact } from '../../format/fact.ts';
import type { Word } from '../../format/transfer-words.ts';
import { lastSentence, nearTime, queueWord, standingWord, whenText } from '../../format/trigger-words.ts';
import { shiftText } from '../../format/zone-shift.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import { hubNow } from '../../store/hub-time.ts';
import { type AutomationRow, templateOf } from './automation-rows.ts';
import { connectionFacts } from './connection-facts.ts';

export function automationFacts(state: ConsoleState, row: AutomationRow): readonly Word[] {
  switch (row.kind) {
    case 'trigger':
      return triggerFacts(state, row.record);
    case 'template':
      return [...templateFacts(row.record.template), fact('by', shownName(row.record.declaredBy))];
    case 'connection':
      return connectionFacts(row.record, state.ui.automation.checks.get(row.name));
    default:
      return row satisfies never;
  }
}

function triggerFacts(state: ConsoleState, record: TriggerRecord): readonly Word[] {
  const { trigger, declaredBy } = record;
  const set = Object.entries(trigger.set ?? {}).map(([name, value]) => `${name}=${value}`);
  const template = templateOf(state, trigger.template)?.template;
  const what =
    template === undefined
      ? trigger.template
      : `${trigger.template}: ${template.from} -> ${destinationsOf(template).join(', ')}`;
  return [
    fact('when', `${whenText(trigger)}${trigger.enabled ? '' : '   it is off'}`),
    ...kindFacts(record, hubNow(state)),
    fact('last', lastSentence(record), record.lastRun?.kind === 'refused' ? 'bad' : 'text'),
    fact('starts', shownName(what)),
    ...(set.length === 0 ? [] : [fact('set', shownName(set.join('  ')))]),
    fact('by', `${shownName(declaredBy)}, whose rights hold for it`),
  ];
}

function kindFacts(record: TriggerRecord, now: number): readonly Word[] {
  const { trigger, nextRuns, watched, settledAt, waitingDue, queue } = record;
  switch (trigger.kind) {
    case 'schedule': {
      const shift = shiftText(trigger.timeZone, { runs: nextRuns, now });
      const late = waitingDue === undefined ? undefined : nearTime(waitingDue, now);
      return [
        fact('next', nextRuns.length === 0 ? 'none' : nextRuns.map((at) => nearTime(at, now)).join('  ')),
        ...(shift === undefined ? [] : [fact('', shift, 'warn')]),
        ...(late === undefined ? [] : [fact('late', `was due ${late}, and its run before has not ended`, 'warn')]),
        fact('overlap', overlapTexts[trigger.overlap]),
        fact('missed', trigger.missed === 'skip' ? 'not made up for' : 'made up for once, when the hub is back'),
      ];
    }
    case 'watch': {
      const standing = standingWord(watched);
      return [
        fact('state', standing.text, standing.role),
        ...(settledAt === undefined ? [] : [fact('last seen', `${nearTime(settledAt, now)}, when files had settled`)]),
        fact('settles', `a file counts when nothing of it was changed for ${trigger.settleSeconds} s`),
        ...patternFacts(trigger),
      ];
    }
    case 'sqs': {
      const polling = queueWord(queue, now);
      return [
        fact('polled by', trigger.node),
        fact('state', polling.text, polling.role),
        ...(trigger.prefix === undefined ? [] : [fact('prefix', shownName(trigger.prefix))]),
        ...patternFacts(trigger),
      ];
    }
    case 'after':
      return [];
    default:
      return trigger satisfies never;
  }
}

function patternFacts({
  include = [],
  exclude = [],
}: {
  readonly include?: readonly string[] | undefined;
  readonly exclude?: readonly string[] | undefined;
}): readonly Word[] {
  const patterns = [...include.map((pattern) => `+${pattern}`), ...exclude.map((pattern) => `-${pattern}`)];
  return patterns.length === 0 ? [] : [fact('files', shownName(patterns.join('  ')))];
}

const overlapTexts = {
  skip: 'skip: not while its run before goes on',
  queue: 'queue: after its run before, once',
  start: 'start: beside its run before',
} as const;

function templateFacts(template: Template): readonly Word[] {
  const variables = Object.entries(template.variables);
  const options = Object.entries(template.options).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  return [
    fact('from', shownName(template.from)),
    ...destinationsOf(template).map((to) => fact('to', shownName(to))),
    ...(template.via === undefined ? [] : [fact('via', template.via)]),
    ...(template.priority === undefined ? [] : [fact('priority', template.priority)]),
    ...variables.map(([name, variable], index) => fact(index === 0 ? 'set' : '', variableText(name, variable))),
    ...(options.length === 0 ? [] : [fact('options', shownName(options.join('  ')))]),
  ];
}

function variableText(name: string, variable: Variable): string {
  const wants = [
    variable.default === undefined ? 'needed' : `default ${variable.default}`,
    ...(variable.pattern === undefined ? [] : [`matches ${variable.pattern}`]),
    ...(variable.path ? ['may have /'] : []),
  ];
  return shownName(`${name}: ${wants.join(', ')}`);
}
