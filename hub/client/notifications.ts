/** `--notifications`: who is told how transfers end, and what could not be delivered. `--notify-test NAME`: tries one. */
import type { NotificationRecord } from '../../src/model/notification-record.ts';
import { shownName } from '../../src/runtime/names.ts';
import type { Action } from './action.ts';
import { type Column, print, printJson, say, table } from './output.ts';
import { shownTime } from './time.ts';

const columns: readonly Column<NotificationRecord>[] = [
  { title: 'NOTIFICATION', cell: ({ notification }) => notification.name },
  { title: 'TO', cell: ({ target }) => shownName(target) },
  { title: 'WHEN', cell: whenText },
  { title: 'DELIVERED', cell: ({ lastDeliveredAt: at }) => (at === undefined ? 'never' : shownTime(at)) },
  { title: 'OWED', cell: owedText },
  { title: 'LOST', cell: ({ lost }) => String(lost), align: 'right' },
  { title: 'LAST FAILURE', cell: failureText },
];

export const notifications: Action = async ({ settings, hub }) => {
  const { notifications: found } = await hub.request('list-notifications', {});
  await (settings.json ? printJson(found) : print(table(columns, found)));
  return 0;
};

export const notifyTest: Action = async ({ settings, hub, signal }) => {
  const notification = settings.notifyTest as string;
  const { remark } = await hub.request('test-notification', { notification }, { signal, timeoutMs: testLimitMs });
  if (settings.json) await printJson([{ notification, isDelivered: true, ...(remark !== undefined && { remark }) }]);
  else say(remark === undefined ? `${notification}: delivered` : `${notification}: delivered; ${shownName(remark)}`);
  return 0;
};

/** A mail server may take its time at each step. */
const testLimitMs = 120_000;

function whenText({ notification: { on, of = {}, enabled } }: NotificationRecord): string {
  if (!enabled) return 'not enabled';
  const whose = Object.entries(of).map(([kind, names = []]) => ` ${kind} ${names.join(' ')}`);
  return `${on.join(', ')}${whose.length === 0 ? '' : ` of${whose.join(' and')}`}`;
}

function owedText({ owed, owedSince }: NotificationRecord): string {
  return owedSince === undefined ? String(owed) : `${owed} since ${shownTime(owedSince)}`;
}

function failureText({ failure }: NotificationRecord): string {
  if (failure === undefined) return '';
  const { at, reason, nextAttemptAt } = failure;
  const next = nextAttemptAt === undefined ? 'given up' : `next try ${shownTime(nextAttemptAt)}`;
  return `${shownTime(at)} ${shownName(reason.message)} (${reason.code}), ${next}`;
}
