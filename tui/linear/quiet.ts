/** What is worth reading out although nobody pressed a key: an answer that was waited for, a lost link, an alert. */
import type { HubData } from '../store/hub-data.ts';

export function isNews(shown: HubData, told: HubData): boolean {
  return (
    shown.connection.kind !== told.connection.kind ||
    shown.me !== told.me ||
    shown.folders.some((folder, index) => folder !== told.folders[index]) ||
    Object.entries(told).some(([name, value]) => value !== undefined && shown[name as keyof HubData] === undefined) ||
    newAlerts(shown, told).length > 0
  );
}

/** Open ones that were not shown yet, in words. */
export function newAlerts(shown: HubData, told: HubData): readonly string[] {
  if (shown.alerts === undefined || told.alerts === undefined) return [];
  const known = new Set(shown.alerts.alerts.filter(({ answer }) => answer === undefined).map(({ id }) => id));
  return told.alerts.alerts
    .filter(({ id, answer }) => answer === undefined && !known.has(id))
    .map(({ about, text, isCritical }) => `${isCritical ? 'critical alert' : 'alert'}: ${about}, ${text}`);
}
