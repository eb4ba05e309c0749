/** Tells who looks elsewhere of a new critical alert: the bell, and a notification (OSC 9) where the terminal shows such. */
import type { Alert, AlertList } from '../../src/model/alert.ts';
import { shownMessage } from '../../src/runtime/names.ts';
import type { ConsoleStore } from '../store/console-store.ts';

export interface AlertBellOptions {
  readonly store: ConsoleStore;
  /** As the hub told them last, also while the picture stands still. */
  readonly alerts: () => AlertList | undefined;
  readonly write: (text: string) => void;
}

const mostCharacters = 200;

/** Until what it returns is called. What was there at the start, or while it was off, is not new. */
export function ringForAlerts({ store, alerts, write }: AlertBellOptions): () => void {
  let seen: AlertList | undefined;
  let known: ReadonlySet<string> | undefined;
  return store.subscribe(() => {
    const list = alerts();
    if (list === undefined || list === seen) return;
    seen = list;
    const critical = list.alerts.filter(({ isCritical, answer }) => isCritical && answer === undefined);
    const before = known;
    known = new Set(critical.map(occurrence));
    const fresh = before === undefined ? [] : critical.filter((alert) => !before.has(occurrence(alert)));
    if (fresh.length > 0 && store.state.ui.hasBell) write(ringing(fresh));
  });
}

/** One that comes again is new. */
function occurrence({ id, at }: Alert): string {
  return `${id} ${at ?? ''}`;
}

function ringing(fresh: readonly Alert[]): string {
  const [first] = fresh;
  const more = fresh.length > 1 ? ` (and ${fresh.length - 1} more)` : '';
  const text = `longhaul: ${first?.about}: ${first?.text}`.slice(0, mostCharacters);
  return `\u0007\u001b]9;${shownMessage(text)}${more}\u0007`;
}
