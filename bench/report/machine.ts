/** When and on what something was measured, and how busy it was just before, in one line. */
import { cpus, loadavg, release, totalmem } from 'node:os';

export function machineLine(now: Date): string {
  const load = loadavg().map((one) => one.toFixed(1));
  return [
    `${now.toISOString().slice(0, 16)}Z`,
    `${cpus().length} cores (${cpus()[0]?.model})`,
    `${Math.round(totalmem() / 2 ** 30)} GiB`,
    `Linux ${release()}`,
    `Node ${process.versions.node}`,
    `load before it began ${load.join(', ')} (1, 5, 15 minutes)`,
  ].join('; ');
}
