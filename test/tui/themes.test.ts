/** What terminals can show, and the colours that are chosen from it. */
import { WriteStream } from 'node:tty';
import { expect, test } from 'vitest';
import { type Environment, terminalAbility } from '../../tui/theme/terminal-ability.ts';
import { accents, createTheme, type Role, themeNames } from '../../tui/theme/theme.ts';
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
    const { paint } = createTheme({ theme: name, accent: 'none', isAscii: false }, { colourDepth, isUnicode: true });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with one
    expect(paint('cursor', 'x')).toMatch(/^\u001b\[(?:.*;)?7[;m]/);
    const states: readonly Role[] = ['good', 'warn', 'bad'];
    expect(new Set(states.map((role) => paint(role, 'x'))).size).toBe(3);
  }
});

const black = [0, 0, 0] as const;
const white = [255, 255, 255] as const;
const told: readonly Role[] = ['muted', 'accent', 'good', 'warn', 'bad', 'focus', 'graph', 'marked'];

test.each(themeNames.flatMap((theme) => accents.map((accent) => ({ theme, accent }))))(
  'in the colours of $theme with the accent $accent all that is told is 4.5 times as bright as what it is on',
  (choice) => {
    const { paint } = createTheme({ ...choice, isAscii: false }, { colourDepth: 8, isUnicode: true });
    const background = choice.theme === 'light' ? white : black;
    const wrong = told.flatMap((role) => {
      const rgb = colourOf(paint(role, 'x'));
      if (rgb === undefined) return [];
      const contrast = contrastOf(rgb, background);
      return contrast < 4.5 ? [`${role} ${contrast.toFixed(2)}`] : [];
    });
    expect(wrong).toEqual([]);
  },
);

test.each([
  ['colour-safe', 'protan'],
  ['colour-safe', 'deutan'],
  ['tritan-safe', 'tritan'],
] as const)('in the colours of %s good, warning and bad are three colours for %s eyes', (theme, eyes) => {
  const { paint } = createTheme({ theme, accent: 'none', isAscii: false }, { colourDepth: 8, isUnicode: true });
  const seen = (['good', 'warn', 'bad'] as const).map((role) => seenBy(eyes, colourOf(paint(role, 'x')) ?? black));
  for (const [index, one] of seen.entries())
    for (const other of seen.slice(index + 1))
      expect(Math.hypot(...one.map((part, at) => part - (other[at] ?? 0)))).toBeGreaterThan(60);
});

type Rgb = readonly [number, number, number];

const named = [0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5].concat([
  0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff,
]);

/** Of xterm's table. Undefined where the terminal's own colour is left. */
function colourOf(painted: string): Rgb | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with one
  const [, codes = ''] = /^\u001b\[([\d;]*)m/.exec(painted) ?? [];
  const many = /38;5;(\d+)/.exec(codes)?.[1];
  const few = /(?:^|;)(3|9)([0-7])(?:;|$)/.exec(codes);
  const index =
    many !== undefined ? Number(many) : few === null ? undefined : Number(few[2]) + (few[1] === '9' ? 8 : 0);
  if (index === undefined) return undefined;
  if (index >= 232) return Array.from({ length: 3 }, () => 8 + (index - 232) * 10) as unknown as Rgb;
  if (index < 16) return [16, 8, 0].map((bits) => ((named[index] ?? 0) >> bits) & 0xff) as unknown as Rgb;
  const step = (part: number): number => (part === 0 ? 0 : 55 + part * 40);
  const place = index - 16;
  return [step(Math.floor(place / 36)), step(Math.floor(place / 6) % 6), step(place % 6)];
}

/** WCAG 2. */
function contrastOf(one: Rgb, other: Rgb): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].toSorted((first, second) => second - first);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(rgb: Rgb): number {
  const [red = 0, green = 0, blue = 0] = rgb.map(linear);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function linear(part: number): number {
  const share = part / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}

/** Machado, Oliveira and Fernandes 2009, of the whole strength. */
const matrices = {
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
} as const;

function seenBy(eyes: keyof typeof matrices, rgb: Rgb): Rgb {
  const parts = rgb.map(linear);
  return matrices[eyes].map((row) => {
    const sum = row.reduce((total, weight, at) => total + weight * (parts[at] ?? 0), 0);
    const share = Math.max(0, Math.min(1, sum));
    return 255 * (share <= 0.0031308 ? 12.92 * share : 1.055 * share ** (1 / 2.4) - 0.055);
  }) as unknown as Rgb;
}

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
