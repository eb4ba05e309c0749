/** What the screen of a moment asks the hub for. */
import { expect, test } from 'vitest';
import { usualPreferences } from '../../tui/preferences/preferences.ts';
import { updateMs, wantedOf } from '../../tui/session/wanted.ts';
import { ConsoleStore } from '../../tui/store/console-store.ts';
import { openView } from '../../tui/store/ui-state.ts';

const opened = (filter: string) => {
  const store = new ConsoleStore({ size: { columns: 120, rows: 36 }, now: 0, wishes: usualPreferences });
  store.changeUi((ui) => openView({ ...ui, transfers: { ...ui.transfers, filter } }, 'transfers'));
  return wantedOf(store.state).watch;
};

test('what the newest thousand transfers do is told once a second at most, what a window of them does as often as figures move', () => {
  expect(opened('').transfers).toMatchObject({ offset: 0, limit: 150 });
  expect(updateMs(opened(''), 250)).toBe(250);
  expect(opened('reel').transfers).toMatchObject({ offset: 0, limit: 1000 });
  expect(updateMs(opened('reel'), 250)).toBe(1000);
  expect(updateMs(opened('reel'), 2000)).toBe(2000);
});
