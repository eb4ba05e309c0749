/** `--from --to`: starts a transfer for each `--to` and prints their ids; with `--wait` follows them to their end. */
import { mostDestinations } from '../../src/model/fan-out.ts';
import type { Transfer } from '../../src/model/transfer.ts';
import { transferOptionsFrom } from '../../src/model/transfer-settings.ts';
import { confirmUnderstood } from '../../src/model/transfer-wishes.ts';
import { Fault } from '../../src/runtime/fault.ts';
import type { Action, ActionContext } from './action.ts';
import { followAll } from './follow.ts';
import { print, printJson } from './output.ts';

export const start: Action = async (context) => await announceStarted(context, await startEach(context));

export async function announceStarted(context: ActionContext, transfers: readonly Transfer[]): Promise<number> {
  const { target, hub, signal } = context;
  const { json, wait } = context.settings;
  await (json ? printJson(transfers) : print(transfers.map(({ id }) => `${id}\n`).join('')));
  if (!wait) return 0;
  // Following has links of its own, one after another; this one is not needed for it.
  await hub[Symbol.asyncDispose]();
  return await followAll({ target, transfers, json, signal });
}

async function startEach({ settings, order, hub }: ActionContext): Promise<readonly Transfer[]> {
  const { from, via, name, key, priority, at } = settings;
  const destinations = [...settings.to];
  const [destination, ...others] = destinations;
  if (from === undefined || destination === undefined)
    throw new Fault('usage', '--from and --to belong together; write --from NAME:/PATH --to NAME:/PATH');
  if (destinations.length > mostDestinations)
    throw new Fault('usage', `--to is given ${destinations.length} times; give it up to ${mostDestinations} times`);
  const request = {
    source: from,
    ...(via !== undefined && { via }),
    ...(name !== undefined && { name }),
    ...(key !== undefined && { key }),
    priority,
    ...(at !== undefined && { startAt: at }),
    options: transferOptionsFrom(settings, order),
  };
  if (others.length === 0) {
    confirmUnderstood({ ...request, destination }, { who: 'the hub', wishes: hub.wishes });
    return [await hub.request('start-transfer', { ...request, destination })];
  }
  confirmUnderstood({ ...request, destinations }, { who: 'the hub', wishes: hub.wishes });
  return (await hub.request('start-fan-out', { ...request, destinations })).transfers;
}
