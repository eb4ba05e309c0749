/** What several figures of one scrape are derived from, looked at once for all of them. */
import type { NodeRecord } from '../../src/model/node-record.ts';
import type { HubOverview } from '../../src/protocol/console-link.ts';
import type { FleetSums } from '../consoles/fleet-sums.ts';
import type { FleetView } from '../consoles/fleet-view.ts';

export class Scrape {
  readonly #fleet: FleetView;
  #nodes: readonly NodeRecord[] | undefined;
  #overview: HubOverview | undefined;
  #sums: FleetSums | undefined;

  constructor(fleet: FleetView) {
    this.#fleet = fleet;
  }

  /** From here on everything is looked at anew. */
  begin(): void {
    this.#nodes = undefined;
    this.#overview = undefined;
    this.#sums = undefined;
  }

  nodes(): readonly NodeRecord[] {
    this.#nodes ??= this.#fleet.nodes(this.sums());
    return this.#nodes;
  }

  overview(): HubOverview {
    this.#overview ??= this.#fleet.overview(this.sums());
    return this.#overview;
  }

  sums(): FleetSums {
    this.#sums ??= this.#fleet.sums();
    return this.#sums;
  }
}
