/** What a box says, and what it is drawn with. */
import type { Theme } from '../../theme/theme.ts';

export interface DialogText {
  readonly title: string;
  readonly lines: readonly string[];
}

export interface DialogLook {
  readonly theme: Theme;
  readonly width: number;
}
