/** The glyphs of the console: Unicode, or plain ASCII where the terminal or its locale cannot show them. */
export interface Border {
  readonly topLeft: string;
  readonly top: string;
  readonly topRight: string;
  readonly side: string;
  readonly bottomLeft: string;
  readonly bottomRight: string;
}

export interface Symbols {
  readonly border: Border;
  /** The pane that has the focus: heavy, so that focus shows without colour. */
  readonly focusBorder: Border;
  readonly barFull: string;
  /** Parts of a cell, growing. */
  readonly barParts: readonly string[];
  readonly barEmpty: string;
  /** Heights of a cell, growing, the last one full. */
  readonly columnParts: readonly string[];
  readonly axis: string;
  readonly ellipsis: string;
  readonly arrow: string;
  readonly between: string;
  readonly up: string;
  readonly down: string;
  readonly enter: string;
  readonly crumb: string;
  readonly linkUp: string;
  readonly linkTrying: string;
  readonly linkDown: string;
}

export const unicodeSymbols: Symbols = {
  border: { topLeft: '┌', top: '─', topRight: '┐', side: '│', bottomLeft: '└', bottomRight: '┘' },
  focusBorder: { topLeft: '┏', top: '━', topRight: '┓', side: '┃', bottomLeft: '┗', bottomRight: '┛' },
  barFull: '█',
  barParts: ['▏', '▎', '▍', '▌', '▋', '▊', '▉'],
  barEmpty: '·',
  columnParts: ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
  axis: '┤',
  ellipsis: '…',
  arrow: '→',
  between: '⇄',
  up: '↑',
  down: '↓',
  enter: '↵',
  crumb: '›',
  linkUp: '●',
  linkTrying: '◐',
  linkDown: '○',
};

export const asciiSymbols: Symbols = {
  border: { topLeft: '+', top: '-', topRight: '+', side: '|', bottomLeft: '+', bottomRight: '+' },
  focusBorder: { topLeft: '#', top: '=', topRight: '#', side: '#', bottomLeft: '#', bottomRight: '#' },
  barFull: '#',
  barParts: ['-'],
  barEmpty: '.',
  columnParts: ['_', ':', '#'],
  axis: '|',
  ellipsis: '~',
  arrow: '->',
  between: '<>',
  up: '^',
  down: 'v',
  enter: 'Enter',
  crumb: '>',
  linkUp: '*',
  linkTrying: '?',
  linkDown: 'x',
};
