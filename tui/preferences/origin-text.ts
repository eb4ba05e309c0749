/** Where a value comes from, as somebody would look for it. */
import { environmentName, kebabName } from '../../src/runtime/settings-definition.ts';
import type { Origin } from './preferences.ts';

export const consoleFileName = 'console.yaml';

export function originText(key: string, origin: Origin | undefined): string {
  if (origin === undefined) return 'default';
  const { source, isOfHub, changed } = origin;
  const file = isOfHub ? `${consoleFileName}, for this hub` : consoleFileName;
  if (changed === 'session') return 'this session';
  const start = atStart(key, source, file);
  if (changed === undefined) return start;
  // What is stronger than the file is said again by whoever starts the console that way.
  return source === 'saved' || source === 'default' ? file : `${file}, but for ${start}`;
}

function atStart(key: string, source: Origin['source'], file: string): string {
  switch (source) {
    case 'flag':
      return `--${kebabName(key)}`;
    case 'environment':
      return environmentName(key);
    case 'file':
      return 'the file of --config';
    case 'saved':
      return file;
    case 'default':
      return 'default';
    default:
      return source satisfies never;
  }
}
