/** What the kernel knows of a process, and who goes before whom. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const clockTicks = 100;

/** Of this process, in seconds. */
export function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / clockTicks;
}

export function residentBytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
}

/** Before everything else on the machine, or as all others again. Needs root. */
export function goFirst(pids: readonly (number | undefined)[], isFirst: boolean, priority = 50): void {
  const policy = isFirst ? ['--rr', '--pid', String(priority)] : ['--other', '--pid', '0'];
  for (const pid of pids) if (pid !== undefined) execFileSync('chrt', ['--all-tasks', ...policy, String(pid)]);
}
