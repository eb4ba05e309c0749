/** How this node is: processors, memory, and the room below each root. */
import { cpus, freemem, totalmem } from 'node:os';
import type { NodeHealth } from '../../src/model/node-record.ts';
import type { RateLimit } from '../../src/model/rate-limit.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import type { RootLook } from './root-look.ts';

export interface HealthProbeOptions {
  readonly lookAtRoots: () => Promise<RootLook[]>;
  /** As the node was told with --max-transfers. */
  readonly maxTransfers: number;
  /** Of the whole node. */
  readonly bwlimit: RateLimit | undefined;
  readonly clock: Clock;
}

export class HealthProbe {
  readonly #lookAtRoots: () => Promise<RootLook[]>;
  readonly #told: Pick<NodeHealth, 'maxTransfers' | 'bwlimit' | 'startedAt'>;
  readonly #clock: Clock;
  #processors = processorTimes();

  constructor({ lookAtRoots, maxTransfers, bwlimit, clock }: HealthProbeOptions) {
    this.#lookAtRoots = lookAtRoots;
    const startedAt = Math.round(clock.now() - performance.now());
    this.#told = { maxTransfers, startedAt, ...(bwlimit !== undefined && { bwlimit }) };
    this.#clock = clock;
  }

  /** The use of the processors is that since the last look. */
  async look(): Promise<NodeHealth> {
    const roots = await this.#lookAtRoots();
    const before = this.#processors;
    this.#processors = processorTimes();
    const all = this.#processors.all - before.all;
    return {
      roots: roots.map(({ root: { path, isReadOnly }, seen }) => ({
        path,
        isReadOnly,
        ...(seen && { freeBytes: seen.freeBytes, totalBytes: seen.totalBytes }),
      })),
      cpu: all > 0 ? Math.min(1, Math.max(0, 1 - (this.#processors.idle - before.idle) / all)) : 0,
      memoryUsedBytes: totalmem() - freemem(),
      memoryTotalBytes: totalmem(),
      ...this.#told,
      at: this.#clock.now(),
    };
  }
}

function processorTimes(): { readonly idle: number; readonly all: number } {
  let idle = 0;
  let all = 0;
  for (const { times } of cpus()) {
    idle += times.idle;
    all += times.idle + times.user + times.sys + times.nice + times.irq;
  }
  return { idle, all };
}
