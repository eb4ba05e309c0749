/** The rows of a transfer's backlog around the cursor, looked at again every two seconds while the transfer runs. */
import { isEnded } from '../../src/model/transfer-state.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import type { HubModel } from '../store/hub-model.ts';
import type { HubRequest } from './hub-request.ts';
import type { Wanted } from './wanted.ts';

const refreshMs = 2000;

export interface FileWindowOptions {
  readonly request: HubRequest;
  readonly model: HubModel;
  readonly clock: Clock;
}

export class FileWindow {
  readonly #options: FileWindowOptions;
  #wanted: Wanted['files'];
  #isLoading = false;
  #loadedAt = 0;
  /** The last look was taken after the transfer had ended: it can not change any more. */
  #isFinal = false;

  constructor(options: FileWindowOptions) {
    this.#options = options;
  }

  want(files: Wanted['files']): void {
    if (sameWindow(files, this.#wanted)) return;
    this.#wanted = files;
    this.#isFinal = false;
    void this.#load();
  }

  refresh(): void {
    if (!this.#isFinal && this.#options.clock.now() - this.#loadedAt >= refreshMs) void this.#load();
  }

  async #load(): Promise<void> {
    const { request, model, clock } = this.#options;
    const wanted = this.#wanted;
    if (wanted === undefined || this.#isLoading) return;
    this.#isLoading = true;
    this.#loadedAt = clock.now();
    const { transfer, status, offset, limit } = wanted;
    const shown = model.data.detail?.transfer;
    const hasEnded = shown?.id === transfer && isEnded(shown.state);
    try {
      const page = await request('list-files', { transfer, offset, limit, ...(status === 'all' ? {} : { status }) });
      model.update({ files: { transfer, status, offset, files: page.files, total: page.total } });
      this.#isFinal = hasEnded;
      model.publish();
    } catch {
      // The owner is away or the link is lost: the header or the state of the transfer says so; the next look may work.
    } finally {
      this.#isLoading = false;
    }
    if (!sameWindow(wanted, this.#wanted)) void this.#load();
  }
}

function sameWindow(one: Wanted['files'], other: Wanted['files']): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
