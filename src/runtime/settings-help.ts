/** The text of `--help`: what the program is for, every flag with its default, two examples. */
import { usageLine } from './command-line.ts';
import { type Definition, environmentName, kebabName, type Setting, type Settings } from './settings-definition.ts';

export function helpText(definition: Definition<Settings>): string {
  const rows = Object.entries(definition.settings).map(([key, setting]) => ({
    heading: setting.heading ?? 'Flags',
    left: leftColumn(key, setting),
    right: rightColumn(setting),
  }));
  const argumentRows = (definition.arguments ?? []).map(({ placeholder, help }) => ({
    left: placeholder,
    right: help,
  }));
  const width = Math.max(...[...rows, ...argumentRows].map(({ left }) => left.length));
  const line = ({ left, right }: { left: string; right: string }) => `  ${left.padEnd(width)}  ${right}`;

  const sections = [definition.summary, `Usage: ${usageLine(definition)}`];
  if (argumentRows.length > 0) sections.push(argumentRows.map(line).join('\n'));
  for (const [heading, group] of Map.groupBy(rows, (row) => row.heading)) {
    sections.push([`${heading}:`, ...group.map(line)].join('\n'));
  }
  const examples = definition.examples.map(({ command, does }) => `  ${command}\n      ${does}`);
  sections.push(['Examples:', ...examples].join('\n'), environmentNote(definition.settings));
  return `${sections.join('\n\n')}\n`;
}

function leftColumn(key: string, setting: Setting): string {
  return setting.type === 'boolean' ? `--${kebabName(key)}` : `--${kebabName(key)} ${setting.placeholder}`;
}

function rightColumn(setting: Setting): string {
  if (setting.type === 'boolean') return `${setting.help} [off]`;
  const repeat = setting.isMultiple ? '; may be repeated' : '';
  return `${setting.help}${repeat} [${setting.shownDefault ?? setting.default ?? 'none'}]`;
}

function environmentNote(settings: Settings): string {
  const key = Object.keys(settings).find((name) => /[A-Z]/.test(name)) ?? 'config';
  return [
    `Each flag can also be set in the environment (${environmentName(key)} for --${kebabName(key)}; values that repeat`,
    'one a line) or in the file named by --config. A flag beats the environment, the environment beats the file.',
  ].join('\n');
}
