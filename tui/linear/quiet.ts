/** What is worth reading out although nobody pressed a key: an answer that was waited for, a lost link, an alert. */
import type { HubData } from '../store/hub-data.ts';

export function isNews(shown: HubData, told: HubData): boolean {
  return (
    shown.connection.kind !== told.connection.kind ||
    shown.me !== told.me ||
    shown.folders.some((folder, index) => folder !== told.folders[index]) ||
    Object.entries(told).some(([name, value]) => value !== undefined && shown[name as keyof HubData] === undefined) ||
    subjectOf(shown) !== subjectOf(told) ||
    newAlerts(shown, told).length > 0
  );
}

/** What the windows are of, whatever is in them. */
function subjectOf(data: HubData): string {
  const { transfers, detail, files, course, log, audit, lists, nodes, active, ended } = data;
  return JSON.stringify([
    [transfers?.filter, transfers?.offset, detail?.transfer.id, course?.transfer],
    [files?.transfer, files?.status, files?.offset, log?.reading, log?.lines.length === 0, audit?.query, audit?.offset],
    [Object.keys(lists).length, nodes.length > 0, active.length > 0, ended.length > 0],
  ]);
}

/** Open ones that were not shown yet, in words. */
export function newAlerts(shown: HubData, told: HubData): readonly string[] {
  if (shown.alerts === undefined || told.alerts === undefined) return [];
  const known = new Set(shown.alerts.alerts.filter(({ answer }) => answer === undefined).map(({ id }) => id));
  return told.alerts.alerts
    .filter(({ id, answer }) => answer === undefined && !known.has(id))
    .map(({ about, text, isCritical }) => `${isCritical ? 'critical alert' : 'alert'}: ${about}, ${text}`);
}
