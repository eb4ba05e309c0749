/** The flags of `longhaul tui`. */
import { z } from 'zod';
import { splitAddress } from '../src/link/address.ts';
import { asFault } from '../src/runtime/fault.ts';
import { defineSettings } from '../src/runtime/settings.ts';
import { byteUnits } from '../src/runtime/units.ts';
import { clockZones } from './format/instant.ts';
import { refreshRates } from './preferences/preferences.ts';
import { startViews } from './store/ui-state.ts';
import { accents, themeNames } from './theme/theme.ts';

/** `host:port`, as it is or as the host of a URL. */
const HubAddress = z.string().transform((text, context) => {
  const address = text.replace(/^(?:https|wss):\/\//, '').replace(/\/$/, '');
  try {
    splitAddress(address);
    return address;
  } catch (thrown) {
    context.addIssue(asFault(thrown).message);
    return z.NEVER;
  }
});

function oneOf<const Value extends string>(values: readonly [Value, ...Value[]]) {
  return z.enum(values, { error: `write one of ${values.join(', ')}` });
}

export const consoleSettings = defineSettings({
  program: 'longhaul tui',
  summary: 'The console: nodes, transfers and folders of a hub, live in the terminal.',
  examples: [
    { command: 'longhaul', does: 'opens the console on the hub of the default profile' },
    {
      command: 'longhaul tui --profile prod-eu --read-only',
      does: 'looks at another hub without being able to change anything',
    },
  ],
  settings: {
    hub: {
      type: 'string',
      placeholder: 'URL',
      help: 'the hub to attach to',
      shownDefault: 'the one of the profile',
      schema: HubAddress,
    },
    profile: { type: 'string', placeholder: 'NAME', help: 'the saved profile to use', default: 'default' },
    join: { type: 'string', placeholder: 'TOKEN', help: 'join a hub as a user first and save that as the profile' },
    readOnly: { type: 'boolean', help: 'change nothing, only look' },
    mouse: { type: 'boolean', help: 'click and scroll with the mouse, which then selects text with Shift held down' },
    bell: { type: 'boolean', help: 'ring, and notify where the terminal shows that, when a critical alert is new' },
    refresh: {
      type: 'string',
      placeholder: 'N',
      default: '2',
      help: 'pictures a second while figures change: 4, 2 or 1; keys are shown at once',
      schema: z.enum(refreshRates, { error: 'write 4, 2 or 1' }).transform(Number),
    },
    theme: {
      type: 'string',
      placeholder: 'NAME',
      default: 'default',
      help: `colours: ${themeNames.join(', ')}`,
      schema: oneOf(themeNames),
    },
    accent: {
      type: 'string',
      placeholder: 'COLOUR',
      default: 'none',
      help: `of frames and titles, to tell a hub by: ${accents.join(', ')}`,
      schema: oneOf(accents),
    },
    units: {
      type: 'string',
      placeholder: 'UNITS',
      default: 'decimal',
      help: 'sizes in decimal (kB, MB, GB) or binary (Ki, Mi, Gi)',
      schema: oneOf(byteUnits),
    },
    clock: {
      type: 'string',
      placeholder: 'ZONE',
      default: 'utc',
      help: 'times in utc, marked Z, or local',
      schema: oneOf(clockZones),
    },
    start: {
      type: 'string',
      placeholder: 'VIEW',
      default: 'overview',
      help: `the first view: ${startViews.join(', ')}`,
      schema: oneOf(startViews),
    },
    plain: {
      type: 'boolean',
      help: 'no screen: one line for each transfer that begins or ends, node that goes or comes, and alert',
    },
    json: { type: 'boolean', help: 'those lines as JSON Lines, with --plain' },
    screenReader: {
      type: 'boolean',
      help: 'sentences instead of a picture, which change with a key, with . and for alerts; also INK_SCREEN_READER=true',
    },
    ascii: { type: 'boolean', help: 'draw with ASCII alone, whatever the locale says' },
    noAltScreen: {
      type: 'boolean',
      help: 'stay on the main screen of the terminal: what was drawn last is left there',
    },
  },
});
