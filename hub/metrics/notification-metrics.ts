/** What became of the events that notifications tell. */
import { Counter, Gauge, type Registry } from 'prom-client';
import type { Deliveries } from '../notifications/deliveries.ts';
import type { NotificationMeter } from '../notifications/notices.ts';

export function createNotificationMeter(registry: Registry): NotificationMeter {
  const events = new Counter({
    name: 'longhaul_notifications_total',
    help: 'Events of notifications since the hub began, by whether they were delivered or given up',
    labelNames: ['notification', 'result'],
    registers: [registry],
  });
  return {
    delivered: (notification) => events.inc({ notification, result: 'delivered' }),
    lost: (notification, count) => events.inc({ notification, result: 'lost' }, count),
  };
}

export function measureNotifications(registry: Registry, delivering: Pick<Deliveries, 'records'>): void {
  new Gauge({
    name: 'longhaul_notifications_owed',
    help: 'Events that are still to be delivered',
    labelNames: ['notification'],
    registers: [registry],
    collect() {
      this.reset();
      for (const { notification, owed } of delivering.records()) this.set({ notification: notification.name }, owed);
    },
  });
}
