/** `--from --to`: starts a transfer and prints its id; with `--wait` follows it to its end. */
import { transferOptionsFrom } from '../../src/model/transfer-settings.ts';
import { confirmUnderstood } from '../../src/model/transfer-wishes.ts';
import { Fault } from '../../src/runtime/fault.ts';
import type { Action } from './action.ts';
import { follow } from './follow.ts';
import { print, printJson } from './output.ts';

export const start: Action = async ({ settings, order, target, hub, signal }) => {
  const { from, name, key, priority, at, json, wait } = settings;
  const [to] = settings.to;
  if (from === undefined || to === undefined)
    throw new Fault('usage', '--from and --to belong together; write --from NAME:/PATH --to NAME:/PATH');
  const request = {
    source: from,
    destination: to,
    ...(name !== undefined && { name }),
    ...(key !== undefined && { key }),
    priority,
    ...(at !== undefined && { startAt: at }),
    options: transferOptionsFrom(settings, order),
  };
  confirmUnderstood(request, { who: 'the hub', wishes: hub.wishes });
  const transfer = await hub.request('start-transfer', request);
  await (json ? printJson([transfer]) : print(`${transfer.id}\n`));
  if (!wait) return 0;
  // Following has links of its own, one after another; this one is not needed for it.
  await hub[Symbol.asyncDispose]();
  return await follow({ target, transfer, json, signal });
};
