/** Notifications as people look at them: what is still to be delivered, and what came of what was. */
import type { Notification } from '../../src/model/notification.ts';
import type { NotificationRecord } from '../../src/model/notification-record.ts';
import { principalName } from '../../src/model/principal.ts';
import type { NotificationStore } from '../schedules/declared-store.ts';
import type { DeliveryStore } from './delivery-store.ts';

interface NotificationRecordsOptions {
  readonly notifications: NotificationStore;
  readonly deliveries: DeliveryStore;
}

export function notificationRecords({ notifications, deliveries }: NotificationRecordsOptions): NotificationRecord[] {
  return notifications.all.map(({ body, by }) => {
    const { name, on, waitingSeconds, of, enabled } = body;
    const owed = deliveries.owed(name);
    const { lost, deliveredAt, failure } = deliveries.state(name);
    return {
      notification: {
        name,
        on,
        ...(waitingSeconds !== undefined && { waitingSeconds }),
        ...(of !== undefined && { of }),
        enabled,
      },
      declaredBy: principalName(by),
      target: targetText(body),
      owed: owed.count,
      ...(owed.since !== undefined && { owedSince: owed.since }),
      lost,
      ...(deliveredAt !== undefined && { lastDeliveredAt: deliveredAt }),
      ...(failure !== undefined && { failure }),
    };
  });
}

/** What comes after the host of a URL may open something. */
function targetText({ webhook, mail }: Notification): string {
  if (mail !== undefined) return mail.to.join(', ');
  return webhook?.url === undefined ? `the URL in ${webhook?.urlSecret}` : new URL(webhook.url).origin;
}
