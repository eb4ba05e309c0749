/** The pure states behind the screens. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextConnection } from '../../tui/session/connection.ts';
import { arrayRows, type ListMove, listStart, listView, moveCursor } from '../../tui/store/list-state.ts';
import { editField, emptyField, fieldOf, insertText } from '../../tui/store/text-field.ts';
import { goBack, openView, startUi, type UiState, type ViewName } from '../../tui/store/ui-state.ts';

const rowsOf = (...names: readonly string[]) => arrayRows(names, (name) => name);

test('the selection follows its row when rows are added above it', () => {
  const list = moveCursor(listStart, { rows: rowsOf('a', 'b', 'c'), height: 3, move: 'down' });
  expect(list.id).toBe('b');
  expect(listView(list, rowsOf('x', 'y', 'a', 'b', 'c'), 3)).toEqual({ index: 3, top: 1 });
});

test('the selection stays at its place when its row is gone', () => {
  const list = moveCursor(listStart, { rows: rowsOf('a', 'b', 'c'), height: 3, move: 'last' });
  expect(listView(list, rowsOf('a', 'b'), 3)).toEqual({ index: 1, top: 0 });
});

test('the cursor is in sight and on a row after any moves over any lengths and heights', () => {
  const moves = fc.constantFrom<ListMove>(
    'up',
    'down',
    'page-up',
    'page-down',
    'half-up',
    'half-down',
    'first',
    'last',
  );
  fc.assert(
    fc.property(
      fc.array(fc.tuple(moves, fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 12 })), { minLength: 1 }),
      (steps) => {
        let list = listStart;
        for (const [move, count, height] of steps) {
          const rows = rowsOf(...Array.from({ length: count }, (_, index) => `row ${index}`));
          list = moveCursor(list, { rows, height, move });
          const { index, top } = listView(list, rows, height);
          expect(index).toBeGreaterThanOrEqual(top);
          expect(index).toBeLessThan(Math.max(1, top + height));
          expect(top + Math.min(height, count)).toBeLessThanOrEqual(count);
        }
      },
    ),
  );
});

test('a field is edited in whole graphemes', () => {
  const typed = ['a', '👩‍🚀', 'é'].reduce((field, text) => editField(field, { name: text, text }) ?? field, emptyField);
  expect(typed).toEqual({ text: 'a👩‍🚀é', cursor: 3 });
  const back = editField(editField(typed, { name: 'left', text: '' }) ?? typed, { name: 'backspace', text: '' });
  expect(back).toEqual({ text: 'aé', cursor: 1 });
  expect(editField(fieldOf('/data/in gest'), { name: 'ctrl-w', text: '' })?.text).toBe('/data/in ');
  expect(editField(typed, { name: 'f5', text: '' })).toBeUndefined();
});

test('a paste of many lines becomes one line', () => {
  expect(insertText(fieldOf('a'), 'b\r\nc\td\u0007').text).toBe('ab c d');
});

test('going back leads through the views in reverse, and a view is never twice on the way', () => {
  const visit = (ui: UiState, view: ViewName): UiState => openView(ui, view);
  const there = ['transfers', 'transfer', 'browse', 'transfers', 'help'].reduce(
    (ui, view) => visit(ui, view as ViewName),
    startUi({ isReadOnly: false, theme: 'default', hasMouse: false }),
  );
  expect(there.trail).toEqual(['overview', 'transfers']);
  expect(goBack(there).view).toBe('transfers');
  expect(goBack(goBack(goBack(there))).view).toBe('overview');
});

test('a lost hub keeps the age of what is shown over any number of failed attempts', () => {
  const lost = nextConnection({ kind: 'up', latencyMs: 3 }, { kind: 'lost', reason: 'gone', at: 100, retryInMs: 500 });
  const again = nextConnection(lost, { kind: 'lost', reason: 'still gone', at: 900, retryInMs: 1000 });
  expect(again).toEqual({ kind: 'away', since: 100, reason: 'still gone', retryAt: 1900 });
  expect(nextConnection(again, { kind: 'greeted' })).toEqual({ kind: 'up', latencyMs: undefined });
});
