/** A preference changed while the console runs: for now, or for good. */
import { toast } from '../actions/toast.ts';
import { faultText } from '../format/fault-text.ts';
import type { Console } from '../keys/command.ts';
import type { UiState } from '../store/ui-state.ts';
import { type PreferenceKey, preferences } from './preference-table.ts';
import type { Origin, Preferences } from './preferences.ts';

const unknownOrigin: Origin = { source: 'default', isOfHub: false };

/** The next value, or the one before it; kept for the next start. */
export function turnPreference(console: Console, key: string, step: 1 | -1): void {
  const { store, keepPreference } = console;
  const preference = preferences.find((one) => one.key === key);
  if (preference === undefined) return;
  const values: readonly string[] = preference.values;
  const index = values.indexOf(preference.read(store.state.ui)) + step;
  const value = values[(index + values.length) % values.length] ?? '';
  const { isOfHub } = store.state.ui.origins[key] ?? unknownOrigin;
  store.changeUi((ui) => changed(ui, preference.key, { ...preference.write(value) }, 'saved'));
  keepPreference({ key, value, isOfHub }).catch((thrown: unknown) => {
    store.changeUi((ui) => changed(ui, preference.key, {}, 'session'));
    toast(console, { text: `not saved: ${faultText(thrown)}`, role: 'bad' });
  });
}

/** For as long as this console runs. */
export function preferNow(ui: UiState, key: PreferenceKey, change: Partial<Preferences>): UiState {
  return changed(ui, key, change, 'session');
}

function changed(
  ui: UiState,
  key: PreferenceKey,
  change: Partial<Preferences>,
  since: NonNullable<Origin['changed']>,
): UiState {
  const origin: Origin = { ...unknownOrigin, ...ui.origins[key], changed: since };
  return { ...ui, ...change, origins: { ...ui.origins, [key]: origin } };
}
