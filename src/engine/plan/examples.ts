/** One path of each kind of what a plan counts, so that whoever reads it can see what is meant. */
import { Buffer } from 'node:buffer';
import type { PlanExamples } from '../../model/plan.ts';
import { shownName } from '../../runtime/names.ts';

export class Examples {
  readonly #first: { -readonly [K in keyof PlanExamples]: PlanExamples[K] } = {};

  /** The first of its kind is kept. */
  note(kind: keyof PlanExamples, path: () => Uint8Array): void {
    this.#first[kind] ??= shownName(Buffer.from(path()));
  }

  get found(): PlanExamples {
    return this.#first;
  }
}
