/** `longhaul node`: the daemon of a server, and its enrolment. */
import { join } from 'node:path';
import { confirmClock } from '../src/link/clock-check.ts';
import { Fault } from '../src/runtime/fault.ts';
import { KeptLog } from '../src/runtime/kept-log.ts';
import { runProgram, serviceExitCode } from '../src/runtime/lifetime.ts';
import { openLog } from '../src/runtime/log.ts';
import { shownName } from '../src/runtime/names.ts';
import { noteFewOpenFiles } from '../src/runtime/open-files.ts';
import { stateFolder } from '../src/runtime/state-paths.ts';
import { lockFolder } from '../src/storage/folder-lock.ts';
import { runDaemon } from './daemon.ts';
import { confirmPrograms } from './hooks/hook.ts';
import { readIdentity } from './identity-file.ts';
import { joined } from './join.ts';
import { openRoots } from './roots.ts';
import { confirmHubIsPrivate, confirmStateIsPrivate } from './state-place.ts';
import { nodeFolder, readNodeSettings, storeSettings } from './stored-settings.ts';

// Before the first asynchronous file operation: a few hanging mounts must not take every thread of the pool.
process.env['UV_THREADPOOL_SIZE'] ??= '32';

await runProgram('longhaul node', async (signal) => {
  const read = readNodeSettings({ argv: process.argv.slice(2), env: process.env });
  if (read.kind !== 'run') {
    process.stdout.write(read.text);
    return 0;
  }
  const { values: settings } = read;
  const folder = nodeFolder(settings, process.env);
  const enrolled = readIdentity(folder);
  const known = enrolled && { ...enrolled, hub: settings.hub ?? enrolled.hub };
  if (known === undefined && settings.join === undefined) {
    throw new Fault('not-enrolled', `there is no enrolment in ${shownName(folder)}`);
  }
  if (settings.root.length === 0)
    throw new Fault('usage', 'no --root is given; a node offers at least one folder, for example --root /srv/data');
  const roots = openRoots(settings.root);
  confirmPrograms([...settings.hookBefore, ...settings.hookAfter], roots.list);
  confirmStateIsPrivate(folder, roots.list);
  // Of this account, and of the unit in deploy/systemd.
  confirmHubIsPrivate([join(stateFolder(process.env), 'hub'), '/var/lib/longhaul-hub'], roots.list);
  const name = settings.name;
  if (known !== undefined && name !== undefined && name !== known.name) {
    throw new Fault('usage', `this node has joined as ${known.name}; leave --name away, or give another --data`);
  }
  confirmClock(Date.now(), known?.certificate);
  using _lock = lockFolder(folder);
  // Before the token is used, which works only once.
  if (known === undefined) await storeSettings(folder, read);
  const { identity, notice } = await joined(known, { folder, token: settings.join, name, signal });
  using keptLog = new KeptLog().open(join(folder, 'log'));
  const log = openLog({ name: 'node', level: settings.logLevel, kept: keptLog }).child({ node: identity.name });
  if (notice !== undefined) log.info(notice);
  noteFewOpenFiles(log);
  await runDaemon({ folder, identity, settings, roots, log, keptLog, signal });
  return serviceExitCode(signal);
});
