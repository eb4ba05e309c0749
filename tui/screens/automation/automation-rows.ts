/** What the tabs of Automation list: what starts transfers by itself, what they start, and the outside stores they use. */
import type { ConnectionRecord } from '../../../src/model/connection-record.ts';
import type { Trigger } from '../../../src/model/trigger.ts';
import type { TemplateRecord, TriggerRecord } from '../../../src/model/trigger-record.ts';
import type { ListName, LoadedLists } from '../../session/hub-lists.ts';
import { chosenRows } from '../../store/chosen-rows.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import type { HubData } from '../../store/hub-data.ts';
import type { Rows } from '../../store/list-state.ts';
import { remembered } from '../../store/remembered.ts';
import { ready } from '../named-list.ts';
import { automationLists } from './automation-lists.ts';

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

export function automationRows(state: ConsoleState): Rows<AutomationRow> {
  const { tab, filter } = state.ui.automation;
  return chosenRows(rowsOf(tab, state.data.lists) as readonly never[], { kind: automationLists[tab], filter, state });
}

const rowsOf = remembered((tab: AutomationTab, lists: LoadedLists): readonly AutomationRow[] => {
  if (tab === 'templates')
    return ready(lists.templates).map((record) => ({ kind: 'template', name: record.template.name, record }));
  if (tab === 'connections')
    return ready(lists.connections).map((record) => ({ kind: 'connection', name: record.name, record }));
  return ready(lists.triggers)
    .filter(({ trigger }) => trigger.kind === kinds[tab])
    .map((record) => ({ kind: 'trigger', name: record.trigger.name, record }));
});

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
