/**
 * Colours by meaning. Colour sequences are written here and nowhere else: Ink knows nothing of NO_COLOR, and its own
 * switch takes bold and inverse away as well. Everything that colour says is also said in words or marks.
 */
import { asciiSymbols, type Symbols, unicodeSymbols } from './symbols.ts';

export type Role =
  | 'text'
  | 'muted'
  | 'strong'
  | 'accent'
  | 'good'
  | 'warn'
  | 'bad'
  | 'border'
  | 'focus'
  | 'graph'
  | 'cursor'
  | 'marked';

export interface Theme {
  readonly symbols: Symbols;
  /** For a screen reader: lines that are read from the first to the last. */
  readonly isLinear?: true;
  paint(role: Role, text: string): string;
}

export const themeNames = ['default', 'light', 'contrast', 'colour-safe', 'tritan-safe', 'mono', 'ascii'] as const;
export type ThemeName = (typeof themeNames)[number];

/** Of frames and titles, in place of the theme's own. */
export const accents = ['none', 'red', 'yellow', 'green', 'blue', 'magenta'] as const;
export type Accent = (typeof accents)[number];

/** SGR parameters that switch a style on, and those that switch exactly it off again, so that styles nest. */
interface Style {
  readonly on: string;
  readonly off: string;
}

type Palette = Readonly<Record<Role, Style | undefined>>;

const colour = (code: number): Style => ({
  on: code < 16 ? String(code < 8 ? 30 + code : 82 + code) : `38;5;${code}`,
  off: '39',
});
const bold: Style = { on: '1', off: '22' };
const dim: Style = { on: '2', off: '22' };
const inverse: Style = { on: '7', off: '27' };
const both = (first: Style, second: Style): Style => ({
  on: `${first.on};${second.on}`,
  off: `${second.off};${first.off}`,
});

/** No colour at all: bold, dim and inverse only. */
const mono: Palette = {
  text: undefined,
  muted: dim,
  strong: bold,
  accent: bold,
  good: undefined,
  warn: bold,
  bad: both(bold, inverse),
  border: dim,
  focus: bold,
  graph: undefined,
  cursor: inverse,
  marked: bold,
};

const sixteen: Palette = {
  ...mono,
  accent: both(colour(6), bold),
  good: colour(2),
  warn: colour(3),
  bad: both(colour(1), bold),
  border: dim,
  focus: colour(6),
  graph: colour(6),
  marked: both(colour(3), bold),
};

const palettes: Readonly<Record<ThemeName, { readonly full: Palette; readonly sixteen: Palette }>> = {
  default: {
    full: {
      ...sixteen,
      good: colour(114),
      warn: colour(221),
      bad: both(colour(203), bold),
      focus: colour(80),
      graph: colour(74),
      muted: colour(245),
      border: colour(240),
    },
    sixteen,
  },
  light: {
    full: {
      ...sixteen,
      good: colour(28),
      warn: colour(130),
      bad: both(colour(160), bold),
      focus: colour(25),
      graph: colour(25),
      accent: both(colour(25), bold),
      muted: colour(242),
      border: colour(248),
      marked: both(colour(130), bold),
    },
    sixteen: {
      ...sixteen,
      accent: both(colour(4), bold),
      warn: colour(5),
      focus: colour(4),
      graph: colour(4),
      marked: both(colour(5), bold),
    },
  },
  contrast: {
    full: {
      ...sixteen,
      text: bold,
      muted: undefined,
      border: undefined,
      good: colour(10),
      warn: colour(11),
      bad: both(colour(9), inverse),
      focus: both(colour(15), bold),
    },
    sixteen: { ...sixteen, muted: undefined, border: undefined, bad: both(colour(1), inverse) },
  },
  // Blue, orange and yellow of Okabe and Ito: told apart with red-green blindness of either kind.
  'colour-safe': {
    full: {
      ...sixteen,
      good: colour(74),
      warn: colour(220),
      bad: both(colour(208), bold),
      focus: colour(74),
      graph: colour(74),
      muted: colour(245),
      border: colour(240),
    },
    sixteen: {
      ...sixteen,
      good: colour(4),
      warn: colour(3),
      bad: both(colour(5), bold),
      focus: colour(4),
      graph: colour(4),
    },
  },
  // Turquoise, pink and red, which differ in how much red and green they have: blue and yellow are never told apart.
  'tritan-safe': {
    full: {
      ...sixteen,
      good: colour(44),
      warn: colour(218),
      bad: both(colour(203), bold),
      focus: colour(44),
      graph: colour(44),
      accent: both(colour(44), bold),
      marked: both(colour(218), bold),
      muted: colour(245),
      border: colour(240),
    },
    sixteen: { ...sixteen, good: colour(6), warn: both(colour(7), bold), bad: both(colour(1), bold), marked: bold },
  },
  mono: { full: mono, sixteen: mono },
  ascii: { full: mono, sixteen: mono },
};

const accentColours: Readonly<
  Record<Exclude<Accent, 'none'>, { readonly dark: number; readonly light: number; readonly sixteen: number }>
> = {
  red: { dark: 203, light: 160, sixteen: 1 },
  yellow: { dark: 221, light: 94, sixteen: 3 },
  green: { dark: 114, light: 28, sixteen: 2 },
  blue: { dark: 75, light: 25, sixteen: 4 },
  magenta: { dark: 213, light: 127, sixteen: 5 },
};

export interface TerminalAbility {
  /** Bits a colour, as Node's `getColorDepth` tells: 1 is none. */
  readonly colourDepth: number;
  readonly isUnicode: boolean;
  /** Bytes of other letters than ASCII mean to it what we mean. */
  readonly isUtf8: boolean;
}

export interface ThemeChoice {
  readonly theme: ThemeName;
  readonly accent: Accent;
  readonly isAscii: boolean;
}

export function createTheme(
  { theme, accent, isAscii }: ThemeChoice,
  { colourDepth, isUnicode }: Omit<TerminalAbility, 'isUtf8'>,
): Theme {
  const isRich = colourDepth >= 8;
  const plain = colourDepth <= 1 ? mono : palettes[theme][isRich ? 'full' : 'sixteen'];
  // Who wants no colours wants none for this either.
  const palette = plain === mono || accent === 'none' ? plain : accented(plain, accent, { theme, isRich });
  return {
    symbols: isAscii || theme === 'ascii' || !isUnicode ? asciiSymbols : unicodeSymbols,
    paint: (role, text) => painted(palette[role], text),
  };
}

function accented(
  palette: Palette,
  accent: keyof typeof accentColours,
  { theme, isRich }: { readonly theme: ThemeName; readonly isRich: boolean },
): Palette {
  const { dark, light, sixteen: plain } = accentColours[accent];
  const painting = colour(isRich ? (theme === 'light' ? light : dark) : plain);
  return { ...palette, accent: both(painting, bold), focus: painting, border: painting };
}

/** The same picture for data that may no longer be true: everything dim, the cursor still inverse. */
export function staleTheme(theme: Theme): Theme {
  if (theme.isLinear) return theme;
  return { symbols: theme.symbols, paint: (role, text) => painted(role === 'cursor' ? inverse : dim, text) };
}

function painted(style: Style | undefined, text: string): string {
  return style === undefined || text === '' ? text : `\u001b[${style.on}m${text}\u001b[${style.off}m`;
}
