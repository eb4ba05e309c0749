/** Builds the console from its parts, runs it until somebody leaves, and gives the terminal back as it was. */
import { render } from 'ink';
import type { Identity } from '../src/link/identity.ts';
import type { Profile } from '../src/link/profile.ts';
import { RenewingIdentity } from '../src/link/renewing-identity.ts';
import { type Clock, systemClock } from '../src/runtime/clock.ts';
import { showBytesIn } from '../src/runtime/units.ts';
import { toast } from './actions/toast.ts';
import { App } from './app.tsx';
import { type ConsoleAbout, infoFacts } from './format/info-text.ts';
import { showTimesIn } from './format/instant.ts';
import type { Command, Console } from './keys/command.ts';
import { takeMouse } from './keys/mouse-commands.ts';
import { newAlerts } from './linear/quiet.ts';
import { HubSession } from './session/hub-session.ts';
import { ConsoleStore, type Size } from './store/console-store.ts';
import { FrameBudget } from './store/frame-budget.ts';
import { HubModel } from './store/hub-model.ts';
import { Pace } from './store/pace.ts';
import type { Wishes } from './store/ui-state.ts';
import { agreedLetters, asciiLetters } from './terminal/agreed-letters.ts';
import { ringForAlerts } from './terminal/alert-bell.ts';
import { editText } from './terminal/editor.ts';
import { FrameStdout, type TerminalOutput } from './terminal/frame-stdout.ts';
import { KeyStream, type TerminalInput } from './terminal/key-stream.ts';
import { type GiveTerminal, Suspension } from './terminal/suspension.ts';
import { focusReports, mouseReports, TerminalMode } from './terminal/terminal-mode.ts';
import { createTheme, type TerminalAbility } from './theme/theme.ts';

export interface ConsoleOptions {
  readonly profile: Profile;
  /** Durable when it resolves: the profile has another identity from now on. */
  readonly saveIdentity: (identity: Identity) => Promise<void>;
  readonly program: string;
  /** The key table, with the user's keys. */
  readonly commands: readonly Command[];
  readonly about: ConsoleAbout;
  /** What the environment calls the terminal. */
  readonly terminal: string;
  readonly writeKeys: Console['writeKeys'];
  readonly wishes: Wishes;
  readonly keepPreference: Console['keepPreference'];
  readonly keepView: Console['keepView'];
  /** Sentences in place of a picture, and nothing moves by itself. */
  readonly isScreenReader: boolean;
  /** Whether the shell's screen is left alone, and comes back. */
  readonly hasAlternateScreen: boolean;
  readonly ability: TerminalAbility;
  readonly stdin: TerminalInput;
  readonly stdout: TerminalOutput;
  readonly clock?: Clock;
  readonly signal: AbortSignal;
}

const homeAndErase = '\u001b[H\u001b[J';

/** Resolves when the console was left; rejects with what broke it, the terminal restored first. */
export async function runConsole({
  profile,
  saveIdentity,
  program,
  commands,
  about,
  terminal,
  writeKeys,
  wishes,
  keepPreference,
  keepView,
  isScreenReader,
  hasAlternateScreen,
  ability,
  stdin,
  stdout,
  clock = systemClock,
  signal,
}: ConsoleOptions): Promise<void> {
  const left = new AbortController();
  const ended = AbortSignal.any([signal, left.signal]);
  const frames = new FrameStdout(stdout, ability.isUtf8 ? agreedLetters : asciiLetters);
  const store = new ConsoleStore({ size: sizeOf(stdout), now: clock.now(), wishes, isQuiet: isScreenReader });
  const pace = new Pace({ store, clock });
  const model = new HubModel({ store, clock, isDrained: () => frames.isDrained, wait: pace.wait });
  showFigures(store);
  const identity = new RenewingIdentity({ identity: profile.identity, save: saveIdentity });
  const hub = new HubSession({ address: profile.hub, identity, program, store, model, clock, everyMs: pace.everyMs });
  const keys = new KeyStream(stdin, {
    onMouse: (report) => takeMouse(console, report, createTheme(store.state.ui, ability).symbols),
    onFocus: (hasFocus) => {
      store.changeUi((ui) => ({ ...ui, hasFocus }));
      if (hasFocus) model.publish();
    },
  });
  const write = (text: string): void => void frames.stream.write(text);
  const mouse = new TerminalMode(write, mouseReports);
  const focus = new TerminalMode(write, focusReports);
  let isOurs = false;
  /** What the terminal is asked to report, or nothing, for whoever has it next. */
  const switchReports = (isOn: boolean): void => {
    isOurs = isOn;
    mouse.switch(isOn && store.state.ui.hasMouse && !isScreenReader);
    focus.switch(isOn && !isScreenReader);
  };
  let giveTerminal: GiveTerminal | undefined;
  using suspension = new Suspension({
    give: () => giveTerminal,
    switchModes: switchReports,
  });
  const console: Console = {
    store,
    hub,
    clock,
    commands,
    keepPreference,
    writeKeys,
    info: () => infoFacts({ about, ability, terminal }, store.state),
    keepView,
    copy: (text) => {
      frames.stream.write(`\u001b]52;c;${Buffer.from(text).toString('base64')}\u0007`);
    },
    redraw: () => {
      // Ink moves relative to where it left the cursor, which whatever spoilt the screen may have moved.
      frames.stream.write(homeAndErase);
      instance.clear();
      stdout.emit('resize');
    },
    suspend: () => void suspension.suspend(),
    edit: (text) =>
      editText(text, async (meanwhile) => {
        keys.lend(true);
        await suspension.lend(meanwhile).finally(() => keys.lend(false));
      }),
    leave: () => left.abort(),
  };

  const [problem, ...others] = store.state.ui.problems;
  const more = others.length === 0 ? '' : ` (${others.length} more: :info)`;
  if (problem !== undefined) toast(console, { text: `${problem}${more}`, role: 'warn' });

  const sayAlerts = isScreenReader ? sayNewAlerts(console) : () => undefined;

  const app = <App console={console} ability={ability} onTerminal={(give) => (giveTerminal = give)} />;
  // Of a frame: from the change that it shows until the terminal has it.
  let changedAt = performance.now();
  const timeFrames = store.subscribe(() => (changedAt = performance.now()));
  const budget = new FrameBudget({
    wished: () => store.state.ui.refresh,
    onChange: (slowedTo) => queueMicrotask(() => store.changeUi((ui) => ({ ...ui, slowedTo }))),
  });
  // Ink does so after its first frame: what is typed before that would be written into it by the terminal.
  stdin.setRawMode(true);
  const instance = render(app, {
    stdin: keys as unknown as NodeJS.ReadStream,
    stdout: frames.stream as NodeJS.WriteStream,
    // What was read stays where a reader can go back to it.
    alternateScreen: hasAlternateScreen && !isScreenReader,
    isScreenReaderEnabled: isScreenReader,
    incrementalRendering: true,
    maxFps: 60,
    // Never left to Ink: it takes any CI variable in the environment, even an empty one, for "nobody is looking".
    interactive: true,
    exitOnCtrlC: false,
    patchConsole: false,
    onRender: () => budget.record(performance.now() - changedAt),
  });
  const onResize = (): void => store.resize(sizeOf(stdout));
  const leave = (): void => {
    switchReports(false);
    instance.unmount();
  };
  const quiet = ringForAlerts({
    store,
    alerts: () => model.data.alerts,
    write: (text) => void frames.stream.write(text),
  });
  const followMouse = store.subscribe(() => mouse.switch(isOurs && store.state.ui.hasMouse && !isScreenReader));
  switchReports(true);
  stdout.on('resize', onResize);
  // The terminal is gone, or whoever held its other end.
  keys.once('end', () => left.abort());
  // A crash is told after the terminal is back, on the screen that stays.
  process.prependListener('uncaughtException', leave);
  process.prependListener('unhandledRejection', leave);
  ended.addEventListener('abort', leave, { once: true });
  if (ended.aborted) leave();
  const exited = instance.waitUntilExit().finally(() => left.abort());
  try {
    await Promise.all([exited, hub.run(ended), model.tick(ended)]);
  } finally {
    left.abort();
    process.off('uncaughtException', leave);
    process.off('unhandledRejection', leave);
    stdout.off('resize', onResize);
    followMouse();
    quiet();
    timeFrames();
    sayAlerts();
    switchReports(false);
    keys.destroy();
  }
}

/** Before anything else hears of a change: all of a frame is written in one way. */
function showFigures(store: ConsoleStore): void {
  const show = (): void => {
    const { units, zone } = store.state.ui;
    showBytesIn(units);
    showTimesIn(zone);
  };
  show();
  store.subscribe(show);
}

/** They come without a key, so they are said where a message stands. */
function sayNewAlerts(console: Console): () => void {
  let { data } = console.store.state;
  return console.store.subscribe(() => {
    const before = data;
    ({ data } = console.store.state);
    const come = before === data ? [] : newAlerts(before, data);
    if (come.length > 0) toast(console, { text: come.join('; '), role: 'warn' });
  });
}

function sizeOf({ columns, rows }: TerminalOutput): Size {
  return { columns: columns ?? 80, rows: rows ?? 24 };
}
