/** What benches that move trees are asked on the command line. */
import { parseArgs } from 'node:util';

export interface BenchOptions {
  readonly rounds: number;
  /** Of the amounts that are usual. */
  readonly scale: number;
  readonly isAsked: (title: string) => boolean;
  /** Where folders are made: in memory, unless something else is said. */
  readonly place: string;
}

export function benchOptions(): BenchOptions {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '3' },
      scale: { type: 'string', default: '1' },
      only: { type: 'string', multiple: true },
      place: { type: 'string', default: '/dev/shm' },
    },
  });
  return {
    rounds: Number(values.rounds),
    scale: Number(values.scale),
    isAsked: (title) => values.only?.includes(title) ?? true,
    place: values.place,
  };
}
