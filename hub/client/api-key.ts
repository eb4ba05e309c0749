/** `--api-key NAME`: makes one and prints it, once. `--api-keys`: those that open something. */
import type { ApiKeyRecord } from '../../src/model/api-key.ts';
import { Action as Scope } from '../../src/model/principal.ts';
import { Fault } from '../../src/runtime/fault.ts';
import { parseAge } from '../../src/runtime/point-in-time.ts';
import type { Action } from './action.ts';
import { type Column, print, printJson, say, table } from './output.ts';
import { shownTime } from './time.ts';

const columns: readonly Column<ApiKeyRecord>[] = [
  { title: 'KEY', cell: ({ name }) => name },
  { title: 'ROLE', cell: ({ role }) => role },
  { title: 'SCOPES', cell: ({ scopes }) => scopes.join(',') },
  { title: 'MADE', cell: ({ createdAt, createdBy }) => `${shownTime(createdAt)} by ${createdBy}` },
  { title: 'EXPIRES', cell: ({ expiresAt }) => (expiresAt === undefined ? 'never' : shownTime(expiresAt)) },
  { title: 'LAST USED', cell: ({ usedAt }) => (usedAt === undefined ? 'never' : shownTime(usedAt)) },
];

export const apiKey: Action = async ({ settings, hub }) => {
  const { apiKey: name, role, scopes, expires: lifetimeMs, json } = settings;
  if (name === undefined) throw new Fault('usage', '--api-key needs NAME');
  const made = await hub.request('make-api-key', {
    name,
    ...(role !== undefined && { role }),
    ...(scopes !== undefined && { scopes }),
    ...(lifetimeMs !== undefined && { lifetimeMs }),
  });
  if (json) {
    await printJson([made]);
    return 0;
  }
  await print(`${made.key}\n`);
  const until = made.expiresAt === undefined ? 'until it is revoked' : `until ${shownTime(made.expiresAt)}`;
  say(`It is shown this once, and may ${made.scopes.join(', ')} ${until}: send it as Authorization: Bearer KEY`);
  return 0;
};

export const apiKeys: Action = async ({ settings, hub }) => {
  const { keys } = await hub.request('list-api-keys', {});
  await (settings.json ? printJson(keys) : print(table(columns, keys)));
  return 0;
};

/** `look,transfer`. Throws `usage`. */
export function scopesOf(text: string): Scope[] {
  return text.split(',').map((word) => {
    const scope = Scope.safeParse(word.trim());
    if (scope.success) return scope.data;
    throw new Fault('usage', `'${word}' is no scope; write some of ${Scope.options.join(', ')}`);
  });
}

/** `90d`, or `never` (null). Throws `usage`. */
export function lifetimeOf(text: string): number | null {
  const ms = text === 'never' ? null : parseAge(text);
  if (ms === undefined || ms === 0) throw new Fault('usage', `'${text}' is no time to live; write 90d, 12h or never`);
  return ms;
}
