/** `longhaul tui`. */
import { join } from 'node:path';

import type { Identity } from '../src/link/identity.ts';
import { replaceIdentity } from '../src/link/profile.ts';
import { Fault } from '../src/runtime/fault.ts';
import { interruptedExitCode, runProgram } from '../src/runtime/lifetime.ts';
import { packageVersion } from '../src/runtime/package-version.ts';
import { configFolder } from '../src/runtime/state-paths.ts';
import { showBytesIn } from '../src/runtime/units.ts';
import { showTimesIn } from './format/instant.ts';
import { commands } from './keys/command-table.ts';
import { readKeymap, writeKeymapExample } from './keys/keymap-file.ts';
import { runPlain } from './plain/run-plain.ts';
import { keepIn } from './preferences/console-file.ts';
import { preferencesOf, readStartSettings } from './preferences/start-settings.ts';
import { keepViewIn, readViewsFile } from './preferences/views-file.ts';
import { chooseProfile } from './profile-choice.ts';
import { runConsole } from './run-console.tsx';
import { terminalAbility } from './theme/terminal-ability.ts';

await runProgram('longhaul tui', async (signal) => {
  const { env, stdin, stdout } = process;
  const settings = readStartSettings({ argv: process.argv.slice(2), env }, configFolder(env));
  if (settings.kind !== 'run') {
    stdout.write(settings.text);
    return 0;
  }
  const { values, origins, file, problems } = settings;
  const { hub, profile, join: token, noAltScreen } = values;
  const folder = configFolder(env);
  if (values.json && !values.plain) throw new Fault('usage', '--json is for --plain');
  const isTerminal = values.plain || (stdin.isTTY && stdout.isTTY);
  const noTerminal = new Fault(
    'usage',
    'the console needs a terminal; scripts use longhaul hub --list, --from, --to, or --plain',
  );
  // Before a token is spent for nothing.
  if (token !== undefined && !isTerminal) throw noTerminal;
  const chosen = await chooseProfile({ folder, profile, join: token, hub, signal });
  if (!isTerminal) throw noTerminal;
  const saveIdentity = (identity: Identity): Promise<void> => replaceIdentity(chosen.file, identity);
  const program = `console ${packageVersion()}`;
  if (values.plain) {
    showBytesIn(values.units);
    showTimesIn(values.clock);
    for (const problem of problems) process.stderr.write(`${problem}\n`);
    const write = (line: string): void => void stdout.write(`${line}\n`);
    await runPlain({ profile: chosen, saveIdentity, program, json: values.json, write, signal });
    return interruptedExitCode;
  }
  const keyFile = join(folder, 'keymap.yaml');
  const keyExample = join(folder, 'keymap.example.yaml');
  const keymap = readKeymap(keyFile, commands);
  const viewsFile = join(folder, 'views.yaml');
  const { views, problems: viewProblems } = readViewsFile(viewsFile);
  await runConsole({
    profile: chosen,
    saveIdentity,
    program,
    commands: keymap.commands,
    about: {
      version: packageVersion(),
      profile,
      hub: chosen.hub,
      paths: [
        { name: 'identity', value: chosen.file },
        { name: 'settings', value: file },
        { name: 'keys', value: keyFile },
        { name: 'columns', value: viewsFile },
      ],
    },
    terminal: env['TERM'] ?? 'a terminal without a name',
    writeKeys: async () => {
      await writeKeymapExample(keyExample, keymap.commands);
      return keyExample;
    },
    wishes: {
      ...preferencesOf(values),
      origins,
      views,
      problems: [...problems, ...keymap.problems, ...viewProblems],
    },
    keepPreference: keepIn(file, profile),
    keepView: keepViewIn(viewsFile),
    isScreenReader: values.screenReader || env['INK_SCREEN_READER'] === 'true',
    hasAlternateScreen: !noAltScreen,
    ability: terminalAbility(env, (seen) => stdout.getColorDepth(seen)),
    stdin,
    stdout,
    signal,
  });
  signal.throwIfAborted();
  return 0;
});
