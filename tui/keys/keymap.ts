/**
 * The user's keys on top of the key table: `keymap.yaml` has a list of keys for a command, and no key of it counts twice where
 * it is pressed. Commands of boxes, prompts and forms keep theirs, since letters write there or answer.
 */
import { startViews } from '../store/ui-state.ts';
import type { Command, Scope } from './command.ts';

/** As it stands in the file. */
export interface KeyWish {
  readonly id: string;
  readonly keys: readonly string[];
  /** `keymap.yaml:3` */
  readonly place: string;
}

export interface Keymap {
  readonly commands: readonly Command[];
  /** One line each. */
  readonly problems: readonly string[];
}

/** Where a letter is a command and nothing else. */
const pressed: readonly Scope[] = [...startViews, 'transfer', 'transfer-log', 'settings', 'list', 'everywhere'];
const common: readonly Scope[] = ['list', 'everywhere'];
/** Whoever takes these away cannot leave. */
const kept: readonly string[] = ['console.interrupt', 'console.suspend'];

export function isRemappable({ id, where }: Command): boolean {
  return !kept.includes(id) && where.every((scope) => pressed.includes(scope));
}

export function applyKeymap(commands: readonly Command[], wishes: readonly KeyWish[]): Keymap {
  const problems: string[] = [];
  const chosen = new Map<string, readonly string[]>();
  const fixed = new Set(commands.filter(({ id }) => kept.includes(id)).flatMap(({ keys }) => keys));
  for (const { id, keys, place } of wishes) {
    const command = commands.find((one) => one.id === id);
    if (command === undefined) continue;
    if (!isRemappable(command)) {
      problems.push(`${place}: the keys of ${id} are fixed`);
      continue;
    }
    const others = commands.filter((one) => chosen.has(one.id) && sharesPlace(one, command));
    const had = keys.filter((key) => {
      const other = others.find((one) => chosen.get(one.id)?.includes(key));
      if (fixed.has(key)) problems.push(`${place}: ${key} is fixed`);
      else if (other !== undefined) problems.push(`${place}: ${key} is the key of ${other.id} already`);
      return !fixed.has(key) && other === undefined;
    });
    chosen.set(id, [...new Set(had)]);
  }
  const mapped = commands.map((command): Command => {
    const own = chosen.get(command.id);
    if (own !== undefined) return { ...command, keys: own };
    const takers = commands.filter((one) => chosen.has(one.id) && sharesPlace(one, command));
    const left = command.keys.filter((key) => !takers.some(({ id }) => chosen.get(id)?.includes(key)));
    if (left.length === command.keys.length) return command;
    if (left.length === 0)
      problems.push(`${command.id} has no key: ${command.keys.join(' and ')} went to another command`);
    return { ...command, keys: left };
  });
  return { commands: mapped, problems: [...problems, ...hidden(mapped, chosen)] };
}

function sharesPlace(one: Command, other: Command): boolean {
  return one.where.some((scope) => other.where.includes(scope));
}

/** What a view does with a key comes before what lists and all views do with it. */
function hidden(commands: readonly Command[], chosen: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const isCommon = ({ where }: Command): boolean => where.some((scope) => common.includes(scope));
  const views = commands.filter((command) => isRemappable(command) && !isCommon(command));
  return commands
    .filter(isCommon)
    .flatMap((below) =>
      views
        .filter((above) => chosen.has(above.id) || chosen.has(below.id))
        .flatMap((above) =>
          above.keys
            .filter((key) => below.keys.includes(key))
            .map((key) => `${key} is ${above.id} in ${above.where.join(', ')}, and ${below.id} elsewhere`),
        ),
    );
}
