/** `longhaul hub`: runs the hub, or does one thing at a running one. */
import { join } from 'node:path';
import { systemClock } from '../src/runtime/clock.ts';
import { Fault } from '../src/runtime/fault.ts';
import { KeptLog } from '../src/runtime/kept-log.ts';
import { runProgram, serviceExitCode } from '../src/runtime/lifetime.ts';
import { openLog } from '../src/runtime/log.ts';
import { noteFewOpenFiles } from '../src/runtime/open-files.ts';
import { readSettings } from '../src/runtime/settings.ts';
import { configFolder, stateFolder } from '../src/runtime/state-paths.ts';
import { attach } from './client/attach.ts';
import { chooseAction } from './client/choose.ts';
import { findTarget } from './client/target.ts';
import { type HubSettings, hubSettings } from './flags.ts';
import type { MailSettings } from './notifications/sender.ts';

await runProgram('longhaul hub', async (signal) => {
  const read = readSettings(hubSettings, { argv: process.argv.slice(2), env: process.env });
  if (read.kind !== 'run') {
    process.stdout.write(read.text);
    return 0;
  }
  const { values: settings, sources, order } = read;
  const action = chooseAction(settings, sources);
  const folders = {
    dataFolder: settings.data ?? join(stateFolder(process.env), 'hub'),
    configFolder: configFolder(process.env),
  };
  if (action !== undefined) {
    const listen = sources.listen === 'default' ? undefined : settings.listen;
    const isDataGiven = sources.data !== 'default';
    const target = await findTarget({ hub: settings.hub, profile: settings.profile, listen, isDataGiven, ...folders });
    await using hub = await attach(target, signal);
    return await action({ settings, order, target, hub, signal });
  }
  // Databases and keys are for this account alone, also in a folder that is not.
  process.umask(0o077);
  const keptLog = new KeptLog();
  const log = openLog({ name: 'hub', level: settings.logLevel, kept: keptLog });
  noteFewOpenFiles(log);
  // What only the hub itself needs is not loaded for a script's one request.
  const { openHub } = await import('./hub.ts');
  await using _hub = await openHub({
    ...folders,
    listen: settings.listen,
    advertise: settings.advertise,
    maxTransfers: settings.maxTransfers,
    keepHistoryMs: settings.keepHistory.ms,
    secretsFolder: settings.secrets ?? process.env['CREDENTIALS_DIRECTORY'],
    mail: mailSettings(settings),
    clock: systemClock,
    log,
    keptLog,
  });
  await stopped(signal);
  log.info('stopping');
  return serviceExitCode(signal);
});

function mailSettings({ smtp: server, mailFrom: from }: HubSettings): MailSettings | undefined {
  if (server !== undefined && from !== undefined) return { server, from };
  if (server === undefined && from === undefined) return undefined;
  throw new Fault('usage', '--smtp and --mail-from go together; give both');
}

async function stopped(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => resolve(), { once: true });
  if (signal.aborted) resolve();
  await promise;
}
