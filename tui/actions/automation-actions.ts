/** What the operator does to triggers, templates and connections: each asks the hub and says what came of it. */
import type { ConnectionRecord } from '../../src/model/connection-record.ts';
import { faultText } from '../format/fault-text.ts';
import type { Console } from '../keys/command.ts';
import type { ConnectionCheck, NodeCheck } from '../screens/automation/connection-facts.ts';
import { attempt } from './attempt.ts';
import { toast } from './toast.ts';

export interface SwitchWish {
  readonly trigger: string;
  readonly enabled: boolean;
}

export async function switchTrigger(console: Console, wish: SwitchWish): Promise<void> {
  await attempt(console, async () => {
    await console.hub.request('switch-trigger', wish);
    console.hub.refresh();
    toast(console, { text: `${wish.trigger} is ${wish.enabled ? 'on' : 'off'}`, role: wish.enabled ? 'good' : 'warn' });
  });
}

export interface TemplateWish {
  readonly template: string;
  readonly set: Readonly<Record<string, string>>;
}

export async function startTemplate(console: Console, { template, set }: TemplateWish): Promise<boolean> {
  let isStarted = false;
  await attempt(console, async () => {
    const { transfers } = await console.hub.request('start-template', { template, set: { ...set } });
    isStarted = true;
    toast(console, { text: `${transfers.map(({ id }) => id).join(', ')} started`, role: 'good' });
  });
  return isStarted;
}

/** A store that many nodes can open is looked at by the first of them: what they would all say is not worth the wait. */
export const mostAsked = 20;
const atOnce = 4;

/** Asks each node that can open it whether it may read and write there; what each said is shown as it comes. */
export async function checkConnection(
  console: Console,
  { name, nodes }: Pick<ConnectionRecord, 'name' | 'nodes'>,
  place: string,
): Promise<void> {
  const asked = nodes.slice(0, mostAsked);
  const begun: ConnectionCheck = { place, nodes: new Map(asked.map((node) => [node, { kind: 'pending' }])) };
  console.store.changeUi((ui) => ({
    ...ui,
    automation: { ...ui.automation, checks: new Map([...ui.automation.checks, [name, begun]]) },
  }));
  const left = [...asked];
  const ask = async (): Promise<void> => {
    for (let node = left.shift(); node !== undefined; node = left.shift())
      write(console, { name, place, node, said: await askNode(console, { name, place, node }) });
  };
  await Promise.all(Array.from({ length: atOnce }, ask));
}

interface Question {
  readonly name: string;
  readonly place: string;
  readonly node: string;
}

async function askNode({ hub }: Console, { name, place, node }: Question): Promise<NodeCheck> {
  try {
    const { writing } = await hub.request('check-store', { location: { node: name, path: place }, via: node });
    return writing === undefined ? { kind: 'writable' } : { kind: 'read-only', reason: faultText(writing) };
  } catch (thrown) {
    return { kind: 'unreachable', reason: faultText(thrown) };
  }
}

/** Unless another place was asked about meanwhile. */
function write({ store }: Console, { name, place, node, said }: Question & { readonly said: NodeCheck }): void {
  store.changeUi((ui) => {
    const check = ui.automation.checks.get(name);
    if (check?.place !== place) return ui;
    const next: ConnectionCheck = { place, nodes: new Map([...check.nodes, [node, said]]) };
    return { ...ui, automation: { ...ui.automation, checks: new Map([...ui.automation.checks, [name, next]]) } };
  });
}
