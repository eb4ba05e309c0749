/** How this node is: processors, memory, and the room below each root. */
import { cpus, freemem, totalmem } from 'node:os';
import type { NodeHealth } from '../../src/model/node-record.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import type { RootLook } from './root-look.ts';

export interface HealthProbeOptions {
  readonly lookAtRoots: () => Promise<RootLook[]>;
  /** As the node was told with --max-transfers. */
  readonly maxTransfers: number;
  readonly clock: Clock;
}

export class HealthProbe {
  readonly #lookAtRoots: () => Promise<RootLook[]>;
  readonly #maxTransfers: number;
  readonly #clock: Clock;
  #processors = processorTimes();

  constructor({ lookAtRoots, maxTransfers, clock }: HealthProbeOptions) {
    this.#lookAtRoots = lookAtRoots;
    this.#maxTransfers = maxTransfers;
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
      maxTransfers: this.#maxTransfers,
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
