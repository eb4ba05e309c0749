/** What the screen of a moment asks the hub for. */
import { expect, test } from 'vitest';
import { usualPreferences } from '../../tui/preferences/preferences.ts';
import { updateMs, wantedOf } from '../../tui/session/wanted.ts';
import { ConsoleStore } from '../../tui/store/console-store.ts';
import { openView } from '../../tui/store/ui-state.ts';

const started = () => new ConsoleStore({ size: { columns: 120, rows: 36 }, now: 0, wishes: usualPreferences });

const opened = (filter: string) => {
  const store = started();
  store.changeUi((ui) => openView({ ...ui, transfers: { ...ui.transfers, filter } }, 'transfers'));
  return wantedOf(store.state).watch;
};

test('what the newest thousand transfers do is told once a second at most, what a window of them does as often as figures move', () => {
  const few = { paceMs: 250, fleet: 40 };
  expect(opened('').transfers).toMatchObject({ offset: 0, limit: 150 });
  expect(updateMs(opened(''), few)).toBe(250);
  expect(opened('reel').transfers).toMatchObject({ offset: 0, limit: 1000 });
  expect(updateMs(opened('reel'), few)).toBe(1000);
  expect(updateMs(opened('reel'), { paceMs: 2000, fleet: 40 })).toBe(2000);
});

test('of a thousand nodes what is in sight of them is told once a second at most', () => {
  const store = started();
  const { watch } = wantedOf(store.state);
  expect(updateMs(watch, { paceMs: 500, fleet: 40 })).toBe(500);
  expect(updateMs(watch, { paceMs: 500, fleet: 1000 })).toBe(1000);
  store.changeUi((ui) => openView(ui, 'transfers'));
  expect(updateMs(wantedOf(store.state).watch, { paceMs: 500, fleet: 1000 })).toBe(500);
});
