/** Counts what lies below folders, one after another; asks again and again, and says when it is not wanted any more. */
import { randomUUID } from 'node:crypto';
import { rootsPath } from '../../src/model/folder-listing.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import { asFault } from '../../src/runtime/fault.ts';
import { faultText } from '../format/fault-text.ts';
import { isCounted, sizeKey } from '../screens/browse/folder-sizes.ts';
import type { MeasuredSize, SizeWish } from '../store/hub-data.ts';
import type { HubModel } from '../store/hub-model.ts';
import { childPlace, locationOf } from '../store/place.ts';
import type { HubRequest } from './hub-request.ts';
import { servedOnce } from './served-once.ts';

const busyMs = 1000;

export interface SizeWindowOptions {
  readonly request: HubRequest;
  readonly model: HubModel;
  readonly clock: Clock;
}

export class SizeWindow {
  readonly #options: SizeWindowOptions;
  #wanted: readonly SizeWish[] = [];
  #change = new AbortController();

  constructor(options: SizeWindowOptions) {
    this.#options = options;
  }

  want(wanted: readonly SizeWish[]): void {
    const before = this.#wanted;
    if (wanted.length === before.length && wanted.every((wish, index) => wish === before[index])) return;
    this.#wanted = wanted;
    const keys = new Set(wanted.map(sizeKey));
    const { model } = this.#options;
    if ([...model.data.sizes.keys()].some((key) => !keys.has(key)))
      model.update({ sizes: new Map([...model.data.sizes].filter(([key]) => keys.has(key))) });
    this.#change.abort();
    this.#change = new AbortController();
    void this.#serve();
  }

  /** A new link. */
  resume(): void {
    void this.#serve();
  }

  readonly #serve = servedOnce(async () => {
    const { model } = this.#options;
    const next = () => this.#wanted.find((wish) => !isCounted(model.data.sizes, wish));
    for (let wish = next(); wish !== undefined; wish = next()) await this.#count(wish);
  });

  async #count(wish: SizeWish): Promise<void> {
    const { request, model, clock } = this.#options;
    const question = { measure: randomUUID(), ...questionOf(wish) };
    while (this.#wanted.includes(wish)) {
      try {
        const size = await request('measure-folder', question);
        if (!this.#wanted.includes(wish)) break;
        this.#write(wish, { asked: wish.asked, size, reason: undefined });
        if (!size.isDone) continue;
        model.publish();
        return;
      } catch (thrown) {
        const { code } = asFault(thrown);
        if (code === 'link-lost') throw thrown;
        if (code !== 'node-busy') {
          this.#write(wish, { asked: wish.asked, size: undefined, reason: faultText(thrown) });
          model.publish();
          return;
        }
        await clock.sleep(busyMs, this.#change.signal).catch(() => undefined);
      }
    }
    await request('measure-folder', { ...question, isEnough: true }).catch(() => undefined);
  }

  #write(wish: SizeWish, size: MeasuredSize): void {
    const { model } = this.#options;
    if (this.#wanted.includes(wish)) model.update({ sizes: new Map(model.data.sizes).set(sizeKey(wish), size) });
  }
}

/** A root is measured whole: the place above it is no folder. */
function questionOf({ place, entries, isAllBut }: SizeWish) {
  const { via } = place;
  const [name] = entries;
  const root = place.path === rootsPath && name !== undefined ? childPlace(place, name) : undefined;
  return {
    location: locationOf(root ?? place),
    ...(via !== undefined && { via }),
    ...(root === undefined ? { entries: [...entries], isAllBut } : { entries: [], isAllBut: true }),
  };
}
