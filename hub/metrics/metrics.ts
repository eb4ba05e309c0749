/** Everything that `/metrics` tells, in the text format of Prometheus (docs/monitoring.md lists it). */
import { setImmediate } from 'node:timers/promises';
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Clock } from '../../src/runtime/clock.ts';
import { packageVersion } from '../../src/runtime/package-version.ts';
import type { ApiKeys } from '../access/api-keys.ts';
import type { SignIn } from '../access/sign-in.ts';
import type { Answer } from '../api/answer.ts';
import type { FleetView } from '../consoles/fleet-view.ts';
import type { Deliveries } from '../notifications/deliveries.ts';
import type { NotificationMeter } from '../notifications/notices.ts';
import type { TransferMeter } from '../transfers/ledger.ts';
import { type Family, familyText } from './family.ts';
import { createHttpTimer, type HttpTimer } from './http-metrics.ts';
import { nodeFamilies } from './node-metrics.ts';
import { createNotificationMeter, measureNotifications } from './notification-metrics.ts';
import { createRelayMeter } from './relay-metrics.ts';
import { Scrape } from './scrape.ts';
import { createTransferMeter, measureTransfers } from './transfer-metrics.ts';

/** Gauges of prom-client whose names say that they are counters (`promtool check metrics`). */
const misnamed = ['nodejs_active_resources_total', 'nodejs_active_handles_total', 'nodejs_active_requests_total'];

/** A page about a thousand nodes takes several times as long: others have their turn in between. */
const turnMs = 25;

export interface MeasuredParts {
  readonly fleet: FleetView;
  readonly apiKeys: ApiKeys;
  readonly delivering: Pick<Deliveries, 'records'>;
}

export class Metrics {
  /** For the ledger. */
  readonly meter: TransferMeter;
  /** For the web server. */
  readonly time: HttpTimer;
  /** For the relay. */
  readonly relayed: ReturnType<typeof createRelayMeter>;
  readonly notified: NotificationMeter;
  readonly #registry = new Registry();
  readonly #clock: Clock;
  #families: readonly Family[];
  #scrape: Scrape | undefined;
  readonly #links: Gauge<'kind'>;
  readonly #refused: Counter<'reason'>;

  constructor(clock: Clock) {
    const registers = [this.#registry];
    this.#clock = clock;
    collectDefaultMetrics({ register: this.#registry });
    for (const name of misnamed) this.#registry.removeSingleMetric(name);
    new Gauge({ name: 'longhaul_build_info', help: 'Always 1', labelNames: ['version'], registers }).set(
      { version: packageVersion() },
      1,
    );
    const meter = createTransferMeter(this.#registry, clock.now());
    this.meter = meter;
    this.#families = meter.families;
    this.time = createHttpTimer(this.#registry);
    this.relayed = createRelayMeter(this.#registry);
    this.notified = createNotificationMeter(this.#registry);
    this.#links = new Gauge({
      name: 'longhaul_links',
      help: 'Open links, by who is at the other end: a node, or a console or script',
      labelNames: ['kind'],
      registers,
    });
    for (const kind of ['node', 'console']) this.#links.set({ kind }, 0);
    this.#refused = new Counter({
      name: 'longhaul_sign_ins_refused_total',
      help: 'Requests without proof of who asks, by whether they were refused or also slowed',
      labelNames: ['reason'],
      registers,
    });
    for (const reason of ['refused', 'slowed']) this.#refused.inc({ reason }, 0);
  }

  /** What can only be looked at when it is there. */
  watch({ fleet, apiKeys, delivering }: MeasuredParts): void {
    const scrape = new Scrape(fleet);
    this.#scrape = scrape;
    measureTransfers(this.#registry, scrape);
    measureNotifications(this.#registry, delivering);
    this.#families = [...this.#families, ...nodeFamilies(scrape, this.#clock)];
    new Gauge({
      name: 'longhaul_api_key_expiry_timestamp_seconds',
      help: 'When an API key ends, seconds since 1970; absent for one that does not',
      labelNames: ['key'],
      registers: [this.#registry],
      collect() {
        this.reset();
        for (const { name, expiresAt } of apiKeys.list()) {
          if (expiresAt !== undefined) this.set({ key: name }, expiresAt / 1000);
        }
      },
    });
  }

  /** From the beginning of a link to its end. */
  link(kind: 'node' | 'console'): Disposable {
    this.#links.inc({ kind });
    return { [Symbol.dispose]: () => this.#links.dec({ kind }) };
  }

  counted(signIn: SignIn): SignIn {
    return (request) => {
      const result = signIn(request);
      if (result.kind !== 'known') this.#refused.inc({ reason: result.kind });
      return result;
    };
  }

  async page(): Promise<Answer> {
    this.#scrape?.begin();
    const looks = [
      ...this.#registry.getMetricsAsArray().map(
        ({ name }) =>
          () =>
            this.#registry.getSingleMetricAsString(name),
      ),
      ...this.#families.map((family) => () => familyText(family)),
    ];
    const shown: string[] = [];
    let turnBegan = performance.now();
    for (const look of looks) {
      shown.push(await look());
      if (performance.now() - turnBegan < turnMs) continue;
      await setImmediate();
      turnBegan = performance.now();
    }
    return {
      status: 200,
      body: `${shown.join('\n\n')}\n`,
      headers: { 'content-type': this.#registry.contentType },
    };
  }
}
