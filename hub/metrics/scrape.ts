/** What several figures of one scrape are derived from, looked at once for all of them. */
import type { NodeRecord } from '../../src/model/node-record.ts';
import type { HubOverview } from '../../src/protocol/console-link.ts';
import type { FleetView } from '../consoles/fleet-view.ts';
import type { Ledger } from '../transfers/ledger.ts';
import type { Glance } from '../transfers/live-progress.ts';

export class Scrape {
  readonly #fleet: FleetView;
  readonly #ledger: Ledger;
  #nodes: NodeRecord[] | undefined;
  #overview: HubOverview | undefined;
  #active: Glance[] | undefined;

  constructor(fleet: FleetView, ledger: Ledger) {
    this.#fleet = fleet;
    this.#ledger = ledger;
  }

  /** From here on everything is looked at anew. */
  begin(): void {
    this.#nodes = undefined;
    this.#overview = undefined;
    this.#active = undefined;
  }

  nodes(): readonly NodeRecord[] {
    this.#nodes ??= this.#fleet.nodes();
    return this.#nodes;
  }

  overview(): HubOverview {
    this.#overview ??= this.#fleet.overview();
    return this.#overview;
  }

  active(): readonly Glance[] {
    this.#active ??= this.#ledger.glances();
    return this.#active;
  }
}
