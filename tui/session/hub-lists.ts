/** Lists that the hub answers whole: what is declared, who is let in. Asked for again every few seconds while they are in sight. */
import type { ApiKeyRecord } from '../../src/model/api-key.ts';
import type { ConnectionRecord } from '../../src/model/connection-record.ts';
import type { MemberList } from '../../src/model/member-list.ts';
import type { Policy } from '../../src/model/policy.ts';
import type { Transfer } from '../../src/model/transfer.ts';
import type { TemplateRecord, TriggerRecord } from '../../src/model/trigger-record.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import { asFault } from '../../src/runtime/fault.ts';
import { faultText } from '../format/fault-text.ts';
import type { HubModel } from '../store/hub-model.ts';
import type { HubRequest } from './hub-request.ts';

export interface HubLists {
  readonly triggers: readonly TriggerRecord[];
  readonly templates: readonly TemplateRecord[];
  readonly connections: readonly ConnectionRecord[];
  /** For what can be gone to by name. */
  readonly newest: readonly Transfer[];
  readonly members: MemberList;
  readonly keys: readonly ApiKeyRecord[];
  readonly policies: readonly Policy[];
}
export type ListName = keyof HubLists;

/** A list, or why it cannot be had. */
export type Loaded<T> =
  | { readonly kind: 'ready'; readonly value: T }
  | { readonly kind: 'failed'; readonly reason: string };
export type LoadedLists = { readonly [N in ListName]?: Loaded<HubLists[N]> };

const mostNewest = 300;

const asks: { readonly [N in ListName]: (request: HubRequest) => Promise<HubLists[N]> } = {
  triggers: async (request) => (await request('list-triggers', {})).triggers,
  templates: async (request) => (await request('list-templates', {})).templates,
  connections: async (request) => (await request('list-connections', {})).connections,
  newest: async (request) =>
    (await request('list-transfers', { filter: 'all', offset: 0, limit: mostNewest })).transfers,
  members: async (request) => await request('list-members', {}),
  keys: async (request) => (await request('list-api-keys', {})).keys,
  policies: async (request) => (await request('export', {})).policies ?? [],
};

const lookEveryMs = 3000;

export interface ListLoaderOptions {
  readonly request: HubRequest;
  readonly model: HubModel;
  readonly clock: Clock;
}

export class ListLoader {
  readonly #options: ListLoaderOptions;
  readonly #lookedAt = new Map<ListName, number>();
  readonly #loading = new Set<ListName>();
  #wanted: readonly ListName[] = [];

  constructor(options: ListLoaderOptions) {
    this.#options = options;
  }

  want(lists: readonly ListName[]): void {
    this.#wanted = lists;
    this.refresh();
  }

  /** What was known may be old: it is asked for at once. */
  forget(): void {
    this.#lookedAt.clear();
  }

  refresh(): void {
    const now = this.#options.clock.now();
    for (const name of this.#wanted)
      if (now - (this.#lookedAt.get(name) ?? 0) >= lookEveryMs && !this.#loading.has(name)) void this.#load(name);
  }

  async #load(name: ListName): Promise<void> {
    const { request, model, clock } = this.#options;
    this.#loading.add(name);
    this.#lookedAt.set(name, clock.now());
    try {
      this.#settle(name, { kind: 'ready', value: await asks[name](request) });
    } catch (thrown) {
      // A lost link is said in the header, and greys what is shown; the next link asks again.
      if (asFault(thrown).code !== 'link-lost') this.#settle(name, { kind: 'failed', reason: faultText(thrown) });
    } finally {
      this.#loading.delete(name);
    }
    model.publish();
  }

  /** What did not change keeps its identity. */
  #settle(name: ListName, loaded: Loaded<unknown>): void {
    const { model } = this.#options;
    if (JSON.stringify(model.data.lists[name]) === JSON.stringify(loaded)) return;
    model.update({ lists: { ...model.data.lists, [name]: loaded } });
  }
}
