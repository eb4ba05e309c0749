/** `--invite node|user --name NAME`: prints a one-time join token. */
import { NodeName } from '../../src/model/location.ts';
import { Fault } from '../../src/runtime/fault.ts';
import type { Action } from './action.ts';
import { print, printJson, say } from './output.ts';
import { shownTime } from './time.ts';

export const invite: Action = async ({ settings, hub }) => {
  const { invite: kind, name, role, json } = settings;
  if (kind === undefined || name === undefined) throw new Fault('usage', '--invite needs --name NAME');
  const parsed = NodeName.safeParse(name);
  if (!parsed.success) throw new Fault('usage', `--name: ${parsed.error.issues[0]?.message}`);
  const invited = await hub.request('invite', { kind, name, ...(role !== undefined && { role }) });
  if (json) {
    await printJson([invited]);
    return 0;
  }
  await print(`${invited.token}\n`);
  const join = kind === 'node' ? `longhaul node --join TOKEN --name ${name} --root PATH` : 'longhaul tui --join TOKEN';
  say(`It works once, until ${shownTime(invited.expiresAt)}: ${join}`);
  return 0;
};
