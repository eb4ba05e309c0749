/** What lies below folders and places of stores, counted for whoever asks, as long as somebody asks. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Connection } from '../../src/model/connection.ts';
import type { FolderSize, FolderSizeWish } from '../../src/model/folder-size.ts';
import { pathBytes } from '../../src/model/path-text.ts';
import { Fault } from '../../src/runtime/fault.ts';
import type { Roots } from '../roots.ts';
import type { StoreAccess } from '../stores/store-access.ts';
import type { Measure } from './measure.ts';
import { measureStore } from './measure-store.ts';
import { measureInThread } from './measure-thread.ts';

/** Each walks a tree. */
const mostMeasures = 2;
const answerAfterMs = 400;
const forgottenAfterMs = 5000;

const nothing: FolderSize = { files: 0, bytes: 0, folders: 0, unreadable: 0, isDone: false };

export interface MeasuresOptions {
  /** The name of this node. */
  readonly node: string;
  readonly roots: Roots;
  readonly stores: StoreAccess;
}

interface Running {
  readonly measure: Measure;
  readonly forget: NodeJS.Timeout;
}

export class Measures implements AsyncDisposable {
  readonly #options: MeasuresOptions;
  /** By the name that whoever asks has given; one that was stopped is in it until it has ended. */
  readonly #running = new Map<string, Running>();

  constructor(options: MeasuresOptions) {
    this.#options = options;
  }

  /** Throws `outside-root`, `node-busy`, or what opening the folder meets. */
  async folder({ path, ...wish }: FolderSizeWish & { readonly path: string }): Promise<FolderSize> {
    return await this.#ask(wish, () => {
      const { root, components } = this.#options.roots.resolve(path, 'read');
      const entries = wish.entries.map((name) => pathBytes(name).toString('latin1'));
      return measureInThread({ root: root.realPath, components, entries, isAllBut: wish.isAllBut });
    });
  }

  /** Throws what the store answers, and what this node allows. */
  async store({
    connection,
    path,
    ...wish
  }: FolderSizeWish & { readonly connection: Connection; readonly path: string }): Promise<FolderSize> {
    const { stores } = this.#options;
    return await this.#ask(wish, () => {
      const allowed = stores.open(connection, path, 'read');
      return measureStore({
        open: async (signal) => {
          const setting = await stores.ready(allowed, signal);
          // Loaded when it is wanted: most nodes have no store.
          const { openStore } = await import('../stores/open-store.ts');
          return await openStore(setting);
        },
        entries: new Set(wish.entries.map((name) => pathBytes(name).toString())),
        isAllBut: wish.isAllBut,
      });
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { measure, forget } of this.#running.values()) {
      clearTimeout(forget);
      measure.stop();
    }
  }

  async #ask({ measure: id, isEnough = false }: FolderSizeWish, begin: () => Measure): Promise<FolderSize> {
    const running = this.#running.get(id);
    if (isEnough && running === undefined) return nothing;
    const { measure, forget } = running ?? this.#begin(id, begin);
    forget.refresh();
    if (isEnough) measure.stop();
    await Promise.race([measure.ended, delay(answerAfterMs, undefined, { ref: false })]);
    return measure.size();
  }

  #begin(id: string, begin: () => Measure): Running {
    if (this.#running.size >= mostMeasures)
      throw new Fault('node-busy', `${this.#options.node} already counts ${mostMeasures} folders`);
    const measure = begin();
    const forget = setTimeout(() => measure.stop(), forgottenAfterMs);
    forget.unref();
    const running = { measure, forget };
    this.#running.set(id, running);
    const end = (): void => {
      clearTimeout(forget);
      this.#running.delete(id);
    };
    measure.ended.then(end, end);
    return running;
  }
}
