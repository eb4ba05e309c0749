/** `--revoke NAME`: a node's or user's certificate, or an API key, opens nothing from now on. */
import { NodeName } from '../../src/model/location.ts';
import { HolderKind } from '../../src/model/principal.ts';
import { Fault } from '../../src/runtime/fault.ts';
import { shownName } from '../../src/runtime/names.ts';
import type { ActionContext } from './action.ts';
import { print, printJson, say } from './output.ts';

export interface RevokeWish {
  readonly kind?: HolderKind;
  readonly name: string;
}

/** `NAME`, or `node:NAME`, `user:NAME`, `key:NAME` where there is more than one. Throws `usage`. */
export function revokeWish(text: string): RevokeWish {
  const [before, after] = text.split(':');
  const name = NodeName.safeParse(after ?? before);
  const kind = after === undefined ? undefined : HolderKind.safeParse(before).data;
  if (!name.success || (after !== undefined && kind === undefined) || text.split(':').length > 2)
    throw new Fault('usage', `'${shownName(text)}' names nobody; write NAME, node:NAME, user:NAME or key:NAME`);
  return { name: name.data, ...(kind !== undefined && { kind }) };
}

export async function revoke({ settings, hub }: ActionContext): Promise<number> {
  if (settings.revoke === undefined) throw new Fault('usage', '--revoke needs NAME');
  const revoked = await hub.request('revoke', settings.revoke);
  if (settings.json) {
    await printJson([{ name: settings.revoke.name, ...revoked }]);
    return 0;
  }
  const { kind, certificates, transfers } = revoked;
  const count = kind === 'key' ? '' : ` (${certificates} certificate${certificates === 1 ? '' : 's'})`;
  await print(`${kind} ${settings.revoke.name} is revoked${count}\n`);
  if (transfers.length > 0) say(`failed by it: ${transfers.join(', ')}`);
  return 0;
}
