/** What an operator has chosen of how the console looks and behaves: from flags and files at the start, and while it runs. */
import type { Source } from '../../src/runtime/settings.ts';
import type { ByteUnits } from '../../src/runtime/units.ts';
import type { ClockZone } from '../format/instant.ts';
import type { StartView } from '../store/ui-state.ts';
import type { Accent, ThemeName } from '../theme/theme.ts';

export const refreshRates = ['1', '2', '4'] as const;

export interface Preferences {
  readonly isReadOnly: boolean;
  readonly theme: ThemeName;
  /** Tells one hub from another at a glance. */
  readonly accent: Accent;
  readonly isAscii: boolean;
  /** Whether the mouse is ours; otherwise it selects text, as terminals do by themselves. */
  readonly hasMouse: boolean;
  /** Whether a new critical alert is heard. */
  readonly hasBell: boolean;
  /** Pictures a second while figures change. */
  readonly refresh: number;
  readonly units: ByteUnits;
  readonly zone: ClockZone;
  /** What the next start shows first. */
  readonly start: StartView;
}

export const usualPreferences: Preferences = {
  isReadOnly: false,
  theme: 'default',
  accent: 'none',
  isAscii: false,
  hasMouse: false,
  hasBell: false,
  refresh: 2,
  units: 'decimal',
  zone: 'utc',
  start: 'overview',
};

/** Where a value comes from. */
export interface Origin {
  /** At the start. */
  readonly source: Source;
  /** The file has it for this hub alone. */
  readonly isOfHub: boolean;
  /** Since then: for as long as this console runs, or for good. */
  readonly changed?: 'session' | 'saved';
}

/** By the key of the setting. */
export type Origins = Readonly<Record<string, Origin | undefined>>;
