/** The same action as a command line, so that the console teaches what a script would say. */
import { formatLocation } from '../../src/model/location.ts';
import { optionWords } from '../../src/model/option-words.ts';
import { defaultPriority } from '../../src/model/priority.ts';
import type { Transfer, TransferRequest } from '../../src/model/transfer.ts';
import { shownName } from '../../src/runtime/names.ts';
import type { Place } from '../store/place.ts';

export function startCommand({ name, source, destination, via, priority, startAt, options }: TransferRequest): string {
  const words = [
    'longhaul',
    'hub',
    '--from',
    quoted(formatLocation(source)),
    '--to',
    quoted(formatLocation(destination)),
  ];
  if (name !== undefined) words.push('--name', quoted(name));
  if (via !== undefined) words.push('--via', via);
  if (priority !== undefined && priority !== defaultPriority) words.push('--priority', priority);
  if (startAt !== undefined) words.push('--at', new Date(startAt).toISOString().replace(/\.\d+/, ''));
  for (const { flag, value, isDefault } of optionWords(options))
    if (!isDefault) words.push(...(value === undefined ? [flag] : [flag, quoted(value)]));
  return words.join(' ');
}

/** An action on one thing: `longhaul hub --pause T-42`. */
export function actionCommand(flag: string, value: string): string {
  return `longhaul hub --${flag} ${quoted(value)}`;
}

/** What would start the like of it again. */
export function againCommand({ owner, ...transfer }: Transfer): string {
  return startCommand({ ...transfer, via: owner });
}

export function showCommand(id: string): string {
  return actionCommand('show', id);
}

/** What is recorded of one thing. */
export function trailCommand(object: string): string {
  return `longhaul hub --audit --object ${quoted(object)}`;
}

export function browseCommand(place: Place): string {
  const { via } = place;
  return actionCommand('browse', formatLocation(place)) + (via === undefined ? '' : ` --via ${quoted(via)}`);
}

export interface LogScope {
  readonly node: string;
  readonly only?: string | undefined;
  readonly level?: string | undefined;
}

export function logsCommand({ node, only, level }: LogScope): string {
  const words = [actionCommand('logs', node), '--follow'];
  if (level !== undefined) words.push('--level', level);
  if (only !== undefined) words.push('--grep', quoted(`"${only}"`));
  return words.join(' ');
}

/** As a POSIX shell would have to be told; control characters are shown escaped, so such a line cannot be pasted. */
function quoted(word: string): string {
  const shown = shownName(word);
  return /^[\w./:@%+=,-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", "'\\''")}'`;
}

export function templateCommand({
  template,
  set,
}: {
  readonly template: string;
  readonly set: Readonly<Record<string, string>>;
}): string {
  const values = Object.entries(set).flatMap(([name, value]) => ['--set', quoted(`${name}=${value}`)]);
  return ['longhaul', 'hub', '--template', template, ...values].join(' ');
}
