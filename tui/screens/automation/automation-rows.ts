/** What the tabs of Automation list: what starts transfers by itself, what they start, and the outside stores they use. */
import type { ConnectionRecord } from '../../../src/model/connection-record.ts';
import type { Trigger } from '../../../src/model/trigger.ts';
import type { TemplateRecord, TriggerRecord } from '../../../src/model/trigger-record.ts';
import type { ListName } from '../../session/hub-lists.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import { matchesFilter } from '../../store/filter.ts';
import type { HubData } from '../../store/hub-data.ts';
import { arrayRows, type Rows } from '../../store/list-state.ts';

export const automationTabs = ['schedules', 'watches', 'queues', 'chains', 'templates', 'connections'] as const;
export type AutomationTab = (typeof automationTabs)[number];

export const tabTitles: Readonly<Record<AutomationTab, string>> = {
  schedules: 'Schedules',
  watches: 'Watched folders',
  queues: 'Queues',
  chains: 'Chains',
  templates: 'Templates',
  connections: 'Connections',
};

export type AutomationRow =
  | { readonly kind: 'trigger'; readonly name: string; readonly record: TriggerRecord }
  | { readonly kind: 'template'; readonly name: string; readonly record: TemplateRecord }
  | { readonly kind: 'connection'; readonly name: string; readonly record: ConnectionRecord };

const kinds: Readonly<Partial<Record<AutomationTab, Trigger['kind']>>> = {
  schedules: 'schedule',
  watches: 'watch',
  queues: 'sqs',
  chains: 'after',
};

/** Where triggers of a kind are listed. */
export function tabOfTrigger(kind: Trigger['kind']): AutomationTab {
  return automationTabs.find((tab) => kinds[tab] === kind) ?? 'schedules';
}

/** Which list of the hub a tab shows. */
export function listOf(tab: AutomationTab): ListName {
  return tab === 'templates' || tab === 'connections' ? tab : 'triggers';
}

export function automationRows({ ui, data }: ConsoleState): Rows<AutomationRow> {
  const { tab, filter } = ui.automation;
  const { triggers, templates, connections } = data.lists;
  const all: readonly AutomationRow[] =
    tab === 'templates'
      ? ready(templates).map((record) => ({ kind: 'template', name: record.template.name, record }))
      : tab === 'connections'
        ? ready(connections).map((record) => ({ kind: 'connection', name: record.name, record }))
        : ready(triggers)
            .filter(({ trigger }) => trigger.kind === kinds[tab])
            .map((record) => ({ kind: 'trigger', name: record.trigger.name, record }));
  const shown = filter === '' ? all : all.filter((row) => matchesFilter(wordsOf(row), filter));
  return arrayRows(shown, ({ name }) => name);
}

export function templatesOf({ lists }: Pick<HubData, 'lists'>): readonly TemplateRecord[] {
  return ready(lists.templates);
}

export function templateOf({ data }: ConsoleState, name: string): TemplateRecord | undefined {
  return templatesOf(data).find(({ template }) => template.name === name);
}

export function connectionOf({ data }: ConsoleState, name: string): ConnectionRecord | undefined {
  return connectionsOf(data).find((connection) => connection.name === name);
}

export function connectionsOf({ lists }: Pick<HubData, 'lists'>): readonly ConnectionRecord[] {
  return ready(lists.connections);
}

function ready<T>(
  loaded: { readonly kind: 'ready'; readonly value: readonly T[] } | { readonly kind: 'failed' } | undefined,
): readonly T[] {
  return loaded?.kind === 'ready' ? loaded.value : [];
}

function wordsOf(row: AutomationRow): string {
  switch (row.kind) {
    case 'trigger': {
      const { trigger, declaredBy } = row.record;
      return [trigger.name, trigger.template, trigger.enabled ? 'on' : 'off', declaredBy, whereOf(trigger)].join(' ');
    }
    case 'template': {
      const { template, declaredBy } = row.record;
      return [template.name, template.from, ...[template.to].flat(), declaredBy].join(' ');
    }
    case 'connection': {
      const { name, kind, endpoint, credential, nodes } = row.record;
      return [name, kind, endpoint, credential ?? '', ...nodes].join(' ');
    }
    default:
      return row satisfies never;
  }
}

function whereOf(trigger: Trigger): string {
  switch (trigger.kind) {
    case 'schedule':
      return `${trigger.cron} ${trigger.timeZone}`;
    case 'watch':
      return `${trigger.node}:${trigger.folder}`;
    case 'sqs':
      return `${trigger.node} ${trigger.queue}`;
    case 'after':
      return trigger.follows;
    default:
      return trigger satisfies never;
  }
}
