/** What the form asks for, or the first place in it that is wrong, in the words of the flags. Pure. */

import { namesInStore } from '../../../src/model/connection.ts';
import type { ConnectionRecord } from '../../../src/model/connection-record.ts';
import { formatLocation, Location } from '../../../src/model/location.ts';
import { Priority } from '../../../src/model/priority.ts';
import { parseFilterLines } from '../../../src/model/selection.ts';
import { parseStartTime } from '../../../src/model/start-time.ts';
import { TransferRequest } from '../../../src/model/transfer.ts';
import type { TransferOptions } from '../../../src/model/transfer-options.ts';
import { transferOptionsFrom } from '../../../src/model/transfer-settings.ts';
import { asFault } from '../../../src/runtime/fault.ts';
import { settingValue } from '../../../src/runtime/setting-value.ts';
import { kebabName } from '../../../src/runtime/settings-definition.ts';
import { moversOf } from '../browse/movers.ts';
import { type OptionKey, optionKeys, optionSettings } from './form-fields.ts';
import { choiceIn, type FormSlot, type FormState, fieldIn, linesOf, listSlots, textIn } from './form-state.ts';

export type FormOutcome =
  | { readonly kind: 'ready'; readonly request: TransferRequest }
  | { readonly kind: 'wrong'; readonly slot: FormSlot; readonly reason: string };

export interface FormMeans {
  readonly connections: readonly ConnectionRecord[];
  /** Our clock. */
  readonly now: number;
}

class Wrong extends Error {
  readonly slot: FormSlot;

  constructor(slot: FormSlot, reason: string) {
    super(reason);
    this.slot = slot;
  }
}

export function formOutcome(form: FormState, means: FormMeans): FormOutcome {
  try {
    return { kind: 'ready', request: requestOf(form, means) };
  } catch (thrown) {
    if (!(thrown instanceof Wrong)) throw thrown;
    return { kind: 'wrong', slot: thrown.slot, reason: thrown.message };
  }
}

function requestOf(form: FormState, means: FormMeans): TransferRequest {
  const { connections, now } = means;
  const source = endOf(form, 'from', connections);
  const destination = endOf(form, 'to', connections);
  if (formatLocation(source) === formatLocation(destination))
    throw new Wrong('toPath', 'source and destination are the same folder');
  const via = viaOf(form, { source, destination, connections });
  const options = optionsOf(form);
  const name = textIn(form, 'name').text.trim();
  const at = textIn(form, 'at').text.trim();
  const priority = Priority.parse(choiceIn(form, 'priority'));
  const startAt = at === '' ? undefined : checked('at', () => parseStartTime(at, now));
  const request = TransferRequest.safeParse({
    source,
    destination,
    options,
    ...(name !== '' && { name }),
    ...(via !== undefined && { via }),
    ...(priority !== 'normal' && { priority }),
    ...(startAt !== undefined && { startAt }),
  });
  if (!request.success) throw new Wrong('name', 'at most 200 characters');
  return request.data;
}

function endOf(form: FormState, end: 'from' | 'to', connections: readonly ConnectionRecord[]): Location {
  const node = choiceIn(form, `${end}Node`);
  if (node === '') throw new Wrong(`${end}Node`, `choose the node or connection to copy ${end}`);
  const path = textIn(form, `${end}Path`).text;
  if (connections.some(({ name }) => name === node))
    return { node, path: `/${checked(`${end}Path`, () => namesInStore(path)).join('/')}` };
  if (!path.startsWith('/')) throw new Wrong(`${end}Path`, 'on a node a path begins with /');
  const location = Location.safeParse({ node, path });
  if (!location.success) throw new Wrong(`${end}Path`, 'a path has at most 4096 characters');
  return location.data;
}

interface Ends extends Pick<FormMeans, 'connections'> {
  readonly source: Location;
  readonly destination: Location;
}

/** Undefined where a node is at one of the ends. */
function viaOf(form: FormState, { source, destination, connections }: Ends): string | undefined {
  const movers = viaChoices({ source, destination, connections });
  if (movers === undefined) return undefined;
  if (typeof movers === 'string') throw new Wrong('toNode', movers);
  const via = choiceIn(form, 'via');
  if (via === '') throw new Wrong('via', 'both ends are connections: choose the node that moves the files');
  if (!movers.includes(via)) throw new Wrong('via', `${via} cannot open both; ${movers.join(', ')} can`);
  return via;
}

/** Who can move the files, where both ends are connections; why nobody can; undefined where a node is at one of the ends. */
export function viaChoices({ source, destination, connections }: Ends): readonly string[] | string | undefined {
  const isStore = ({ node }: Location): boolean => connections.some(({ name }) => name === node);
  const via = (end: Location) => (isStore(end) ? { ...end, via: '' } : end);
  const movers = moversOf({ from: via(source), to: via(destination), connections });
  if (movers.kind === 'nobody') return movers.reason;
  return isStore(source) && isStore(destination) ? movers.vias : undefined;
}

function optionsOf(form: FormState): TransferOptions {
  const values = Object.fromEntries(optionKeys.map((key) => [key, optionValue(form, key)]));
  const rules = listSlots(form, 'rules').flatMap((slot) => {
    const line = textIn(form, slot).text;
    return line.trim() === '' ? [] : checked(slot, () => parseFilterLines(line.trimStart(), 'rules'));
  });
  const patterns = (kind: string): string[] => rules.filter((rule) => rule.kind === kind).map(({ pattern }) => pattern);
  try {
    return transferOptionsFrom(
      {
        ...(values as unknown as Parameters<typeof transferOptionsFrom>[0]),
        include: patterns('include'),
        exclude: patterns('exclude'),
        filterFrom: [],
      },
      rules.map(({ kind }) => kind),
    );
  } catch (thrown) {
    const { message } = asFault(thrown);
    // What does not go together names the flags.
    const key = optionKeys.find((each) => message.includes(`--${kebabName(each)}`));
    throw new Wrong(key === undefined ? 'rules.0' : firstSlot(form, key), message);
  }
}

function optionValue(form: FormState, key: OptionKey): unknown {
  const flag = `--${kebabName(key)}`;
  return checked(firstSlot(form, key), () => settingValue(optionSettings[key], writtenTexts(form, key), flag));
}

/** As they would be given with the flag; undefined where it would not be given. */
export function writtenTexts(form: FormState, key: OptionKey): readonly string[] | undefined {
  const field = fieldIn(key);
  if (field?.kind === 'list') {
    const lines = linesOf(form, key);
    return lines.length === 0 ? undefined : lines;
  }
  if (field === undefined) return undefined;
  const text = field.kind === 'choice' ? choiceIn(form, key) : textIn(form, key).text.trim();
  if (text === '' || text === field.start) return undefined;
  return [optionSettings[key].type === 'boolean' ? String(text === 'yes') : text];
}

function firstSlot(form: FormState, key: string): FormSlot {
  return fieldIn(key)?.kind === 'list' ? (listSlots(form, key)[0] ?? key) : key;
}

function checked<T>(slot: FormSlot, parse: () => T): T {
  try {
    return parse();
  } catch (thrown) {
    throw new Wrong(slot, asFault(thrown).message);
  }
}
