/** What can be chosen while the console runs: each setting with its values, as they are written in the file and after the flag. */
import { byteUnits } from '../../src/runtime/units.ts';
import { clockZones } from '../format/instant.ts';
import { startViews } from '../store/ui-state.ts';
import { accents, themeNames } from '../theme/theme.ts';
import { type Preferences, refreshRates } from './preferences.ts';

export interface Preference {
  /** Of the setting, as in `tui/settings.ts`. */
  readonly key: string;
  readonly title: string;
  readonly values: readonly string[];
  readonly read: (preferences: Preferences) => string;
  /** Of one of the values. */
  readonly write: (value: string) => Partial<Preferences>;
}

const switched = ['false', 'true'] as const;

/** A value that is among these, for names that are text on their way through the table. */
function among<const Value extends string>(values: readonly Value[], text: string): Value {
  const found = values.find((value) => value === text);
  if (found === undefined) throw new RangeError(`${text} is none of ${values.join(', ')}`);
  return found;
}

export const preferences = [
  {
    key: 'theme',
    title: 'colours',
    values: themeNames,
    read: ({ theme }) => theme,
    write: (value) => ({ theme: among(themeNames, value) }),
  },
  {
    key: 'accent',
    title: 'colour of frames and titles, to tell a hub by',
    values: accents,
    read: ({ accent }) => accent,
    write: (value) => ({ accent: among(accents, value) }),
  },
  {
    key: 'refresh',
    title: 'pictures a second while figures change',
    values: refreshRates,
    read: ({ refresh }) => String(refresh),
    write: (value) => ({ refresh: Number(value) }),
  },
  {
    key: 'units',
    title: 'sizes in powers of 1000 (kB MB GB) or 1024 (Ki Mi Gi)',
    values: byteUnits,
    read: ({ units }) => units,
    write: (value) => ({ units: among(byteUnits, value) }),
  },
  {
    key: 'clock',
    title: 'times in UTC, marked Z, or of this machine',
    values: clockZones,
    read: ({ zone }) => zone,
    write: (value) => ({ zone: among(clockZones, value) }),
  },
  {
    key: 'start',
    title: 'first view of the next start',
    values: startViews,
    read: ({ start }) => start,
    write: (value) => ({ start: among(startViews, value) }),
  },
  {
    key: 'mouse',
    title: 'click and wheel here; text is selected with Shift',
    values: switched,
    read: ({ hasMouse }) => String(hasMouse),
    write: (value) => ({ hasMouse: value === 'true' }),
  },
  {
    key: 'bell',
    title: 'a new critical alert rings, and is told to the terminal',
    values: switched,
    read: ({ hasBell }) => String(hasBell),
    write: (value) => ({ hasBell: value === 'true' }),
  },
  {
    key: 'ascii',
    title: 'frames, bars and arrows of ASCII',
    values: switched,
    read: ({ isAscii }) => String(isAscii),
    write: (value) => ({ isAscii: value === 'true' }),
  },
  {
    key: 'readOnly',
    title: 'look and change nothing',
    values: switched,
    read: ({ isReadOnly }) => String(isReadOnly),
    write: (value) => ({ isReadOnly: value === 'true' }),
  },
] as const satisfies readonly Preference[];

export type PreferenceKey = (typeof preferences)[number]['key'];
