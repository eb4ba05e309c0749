/** The theme of the moment: the chosen one, or its stale form while what is shown may be old. */
import { createContext, useContext } from 'react';
import { createTheme, type Theme } from './theme.ts';

export const ThemeContext = createContext<Theme>(
  createTheme({ theme: 'mono', accent: 'none', isAscii: false }, { colourDepth: 1, isUnicode: true }),
);

export function useTheme(): Theme {
  return useContext(ThemeContext);
}
