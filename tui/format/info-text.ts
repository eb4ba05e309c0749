/** What a console is, what it uses and what it found: for `:info`, and for whoever reports that something is wrong. */
import type { ConsoleState } from '../store/console-store.ts';
import type { InfoFact } from '../store/dialog.ts';
import { paceMs } from '../store/pace.ts';
import type { TerminalAbility } from '../theme/theme.ts';

/** What does not change while the console runs. */
export interface ConsoleAbout {
  readonly version: string;
  /** The name of the profile, and the hub's address in it. */
  readonly profile: string;
  readonly hub: string;
  /** Each file and folder in use, by what it is for. */
  readonly paths: readonly InfoFact[];
}

export interface InfoSource {
  readonly about: ConsoleAbout;
  readonly ability: TerminalAbility;
  /** As the environment says it. */
  readonly terminal: string;
}

export function infoFacts(
  { about, ability, terminal }: InfoSource,
  { ui, data, size }: ConsoleState,
): readonly InfoFact[] {
  const { me, connection } = data;
  const hub = me === undefined ? 'not reached yet' : `${me.hub}, longhaul ${me.version}, as ${me.name}/${me.role}`;
  const isOn = (value: boolean): string => (value ? 'on' : 'off');
  return [
    { name: 'version', value: about.version },
    { name: 'hub', value: `${about.hub} (${hub})` },
    { name: 'link', value: connection.kind === 'up' ? `up, ${connection.latencyMs ?? '?'} ms` : connection.kind },
    { name: 'profile', value: about.profile },
    ...about.paths,
    { name: 'terminal', value: `${terminal}, ${size.columns}x${size.rows}` },
    { name: 'colours', value: coloursText(ability.colourDepth) },
    { name: 'letters', value: lettersText(ability) },
    { name: 'mouse', value: isOn(ui.hasMouse) },
    { name: 'focus', value: ui.hasFocus ? 'here' : 'elsewhere' },
    { name: 'pictures', value: `every ${paceMs(ui)} ms${ui.slowedTo === undefined ? '' : ': frames take long'}` },
  ];
}

function coloursText(depth: number): string {
  if (depth <= 1) return 'none';
  return depth >= 24 ? 'true colour' : `${2 ** depth}`;
}

function lettersText({ isUnicode, isUtf8 }: TerminalAbility): string {
  if (!isUtf8) return 'ASCII alone';
  return isUnicode ? 'UTF-8' : 'UTF-8, frames of ASCII';
}
