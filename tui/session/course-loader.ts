/** What the shown transfer has been through, and its chain: looked at again every two seconds. */

import type { Clock } from '../../src/runtime/clock.ts';
import { asFault } from '../../src/runtime/fault.ts';
import type { TransferId } from '../../src/runtime/identifier.ts';
import { faultText } from '../format/fault-text.ts';
import type { HubModel } from '../store/hub-model.ts';
import type { HubRequest } from './hub-request.ts';

const refreshMs = 2000;

export interface CourseLoaderOptions {
  readonly request: HubRequest;
  readonly model: HubModel;
  readonly clock: Clock;
}

export class CourseLoader {
  readonly #options: CourseLoaderOptions;
  #wanted: TransferId | undefined;
  #isLoading = false;
  #loadedAt = 0;

  constructor(options: CourseLoaderOptions) {
    this.#options = options;
  }

  want(transfer: TransferId | undefined): void {
    if (transfer === this.#wanted) return;
    this.#wanted = transfer;
    void this.#load();
  }

  refresh(): void {
    if (this.#options.clock.now() - this.#loadedAt >= refreshMs) void this.#load();
  }

  async #load(): Promise<void> {
    const { request, model, clock } = this.#options;
    const transfer = this.#wanted;
    if (transfer === undefined || this.#isLoading) return;
    this.#isLoading = true;
    this.#loadedAt = clock.now();
    try {
      const course = await request('show-course', { transfer });
      this.#settle({ transfer, course, reason: undefined });
    } catch (thrown) {
      // A lost link is said in the header, and greys what is shown.
      if (asFault(thrown).code !== 'link-lost')
        this.#settle({ transfer, course: undefined, reason: faultText(thrown) });
    } finally {
      this.#isLoading = false;
    }
    model.publish();
    if (transfer !== this.#wanted) void this.#load();
  }

  /** What did not change keeps its identity. */
  #settle(course: HubModel['data']['course']): void {
    const { model } = this.#options;
    if (JSON.stringify(model.data.course) !== JSON.stringify(course)) model.update({ course });
  }
}
