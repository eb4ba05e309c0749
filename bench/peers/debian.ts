/** Programs to compare with, installed from Debian where they are missing and it may be done. */
import { spawnSync } from 'node:child_process';
import { isInstalled } from '../measure/cost.ts';

/** Packages are named as their programs. Answers with those that are missing still, and says what would install them. */
export function installMissing(programs: readonly string[]): string[] {
  const missing = programs.filter((name) => !isInstalled(name));
  if (missing.length === 0) return missing;
  const install = ['apt-get', 'install', '--yes', '--no-install-recommends', ...missing];
  if (process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).error === undefined) {
    for (const [command = '', ...args] of [['apt-get', 'update'], install])
      spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  }
  const absent = missing.filter((name) => !isInstalled(name));
  if (absent.length > 0) console.error(`bench: ${absent.join(' and ')} left out; to have it: ${install.join(' ')}`);
  return absent;
}
