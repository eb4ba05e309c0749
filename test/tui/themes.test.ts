/** What terminals can show, and the colours that are chosen from it. */
import { WriteStream } from 'node:tty';
import { expect, test } from 'vitest';
import { type Environment, terminalAbility } from '../../tui/theme/terminal-ability.ts';
import { createTheme, type Role, themeNames } from '../../tui/theme/theme.ts';
import { keys } from '../harness/console-in-process.ts';
import { open } from './open-console.ts';

const depthIn = (env: Environment): number => WriteStream.prototype.getColorDepth(env as object);

test.each<[Environment, number, boolean, boolean]>([
  [{ TERM: 'dumb' }, 1, false, true],
  [{ TERM: 'linux' }, 4, false, true],
  [{ TERM: 'xterm-16color', LANG: 'de_DE.UTF-8' }, 4, true, true],
  [{ TERM: 'xterm-256color', LANG: 'C.utf8' }, 8, true, true],
  [{ TERM: 'xterm-256color', COLORTERM: 'truecolor' }, 24, true, true],
  [{ TERM: 'xterm-256color', CI: 'true' }, 8, true, true],
  [{ TERM: 'xterm-256color', NO_COLOR: '1' }, 1, true, true],
  [{ TERM: 'xterm-256color', NO_COLOR: '' }, 8, true, true],
  [{ TERM: 'xterm-256color', LANG: 'de_DE.ISO-8859-1' }, 8, false, false],
  [{ TERM: 'xterm-256color', LANG: 'de_DE.UTF-8', LC_ALL: 'C' }, 8, false, false],
  [{ TERM: 'xterm-256color', LC_CTYPE: 'POSIX' }, 8, false, false],
])('%j is a terminal of %i bits a colour, Unicode symbols %s, UTF-8 %s', (env, colourDepth, isUnicode, isUtf8) => {
  expect(terminalAbility(env, depthIn)).toEqual({ colourDepth, isUnicode, isUtf8 });
});

test.each(themeNames)('in the colours of %s the cursor row is marked by more than a colour', (name) => {
  for (const colourDepth of [1, 4, 8]) {
    const { paint } = createTheme(name, { colourDepth, isUnicode: true });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with one
    expect(paint('cursor', 'x')).toMatch(/^\u001b\[(?:.*;)?7[;m]/);
    const states: readonly Role[] = ['good', 'warn', 'bad'];
    expect(new Set(states.map((role) => paint(role, 'x'))).size).toBe(3);
  }
});

test('colours are changed by their name while the console runs', async () => {
  await using opened = await open();
  const { run } = opened;
  await run.screen.see(/> T-48213/);
  const before = [...run.screen.colours];
  run.press(':theme light', keys.enter);
  await run.screen.until('other colours', () => !before.every((colour) => run.screen.colours.has(colour)));
  run.press(':theme mono', keys.enter);
  await run.screen.until('no colours', () => run.screen.colours.size === 0);
  run.press(':theme ascii', keys.enter);
  await run.screen.until('ASCII', () => /^[\x20-\x7e]+$/.test(run.screen.rows[2] ?? ''));
});
