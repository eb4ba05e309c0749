/** The parts of a hub that start transfers, over a real database, without a port and with a clock that a test sets. */
import { join } from 'node:path';
import { Declarations } from '../../hub/access/declarations.ts';
import { ObjectStarts } from '../../hub/events/object-starts.ts';
import { QueueStandings } from '../../hub/events/queue-standings.ts';
import { NodeRegistry } from '../../hub/nodes/node-registry.ts';
import { Deliveries } from '../../hub/notifications/deliveries.ts';
import { Notices } from '../../hub/notifications/notices.ts';
import { Secrets } from '../../hub/notifications/secrets.ts';
import { type MailSettings, Sender } from '../../hub/notifications/sender.ts';
import { Waits } from '../../hub/notifications/waits.ts';
import { Chains } from '../../hub/schedules/chains.ts';
import { Schedules } from '../../hub/schedules/schedules.ts';
import { TemplateStarts } from '../../hub/schedules/template-starts.ts';
import { triggerRecords } from '../../hub/schedules/trigger-records.ts';
import { openHubDatabase } from '../../hub/store/schema.ts';
import { openStores } from '../../hub/store/stores.ts';
import { Dispatcher } from '../../hub/transfers/dispatcher.ts';
import { Ledger } from '../../hub/transfers/ledger.ts';
import { Throughput } from '../../hub/transfers/throughput.ts';
import { Turns } from '../../hub/transfers/turns.ts';
import { WatchStarts } from '../../hub/watches/watch-starts.ts';
import { Declaration } from '../../src/model/declaration.ts';
import type { User } from '../../src/model/principal.ts';
import type { Transfer } from '../../src/model/transfer.ts';
import type { TransferEvent } from '../../src/model/transfer-state.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { openLog } from '../../src/runtime/log.ts';

export const ana: User = { kind: 'user', name: 'ana', role: 'admin' };

/** With fs1, fs2 and fs3, all of them away. What is opened on the same folder again is a hub that was started again. */
export function openHubParts(folder: string, time: { now: number }) {
  const clock = { ...systemClock, now: () => time.now };
  const log = openLog({ name: 'test', level: 'silent' });
  const database = openHubDatabase(join(folder, 'hub.db'));
  const stores = openStores(database, clock);
  for (const name of ['fs1', 'fs2', 'fs3'])
    database.prepare('insert or ignore into nodes (name, joined_at, seen_at) values (?, 0, 0)').run(name);
  const registry = new NodeRegistry(stores.nodes, clock);
  const ledger = new Ledger({
    ...stores,
    store: stores.transfers,
    throughput: new Throughput(),
    meter: { heard: () => undefined, ended: () => undefined },
    reasonOf: () => undefined,
    clock,
  });
  const turns = new Turns({ registry, maxTransfers: undefined, clock });
  const dispatcher = new Dispatcher({ ...stores, ledger, registry, turns, grantKey: '', clock, log });
  const starts = new TemplateStarts({ ...stores, dispatcher, clock });
  const delivery = { tellAll: () => undefined } as never;
  const [watches, queueDelivery, queues] = [delivery, delivery, new QueueStandings()];
  const declarations = new Declarations({ ...stores, delivery, watches, queueDelivery, registry, clock });
  const objects = new ObjectStarts({ ...stores, starts, ledger, log });
  const schedules = new Schedules({ ...stores, starts, ledger, clock, log });
  const watchStarts = new WatchStarts({ ...stores, starts, ledger, log });
  const chains = new Chains({ ...stores, starts, clock, log });
  const counted: string[] = [];
  const meter = {
    delivered: (name: string) => void counted.push(`${name} delivered`),
    lost: (name: string, count: number) => void counted.push(`${name} lost ${count}`),
  };
  const notifying = { ...stores, meter, hub: 'hub.example:7400', clock, log };
  return {
    ...stores,
    ledger,
    notices: new Notices(notifying),
    waits: new Waits({ ...notifying, ledger }),
    /** What became of events, as it is counted. */
    counted,
    /** Secrets lie in the folder itself. */
    delivering: (mail?: MailSettings) =>
      new Deliveries({ ...notifying, sender: new Sender({ secrets: new Secrets(folder), mail, clock }) }),
    starts,
    declarations,
    dispatcher,
    objects,
    queues,
    declare: (declaration: object, user = ana) => declarations.apply(Declaration.parse(declaration), user),
    step: () => {
      chains.step();
      schedules.step();
      watchStarts.step();
      objects.step();
    },
    end: (transfer: Transfer, event: TransferEvent = { kind: 'complete', failedFiles: 0 }) =>
      ledger.move(transfer.id, event),
    /** Oldest first. */
    started: () => ledger.page('all', 0, 100).transfers.toReversed(),
    record: (name: string) => triggerRecords({ ...stores, queues, clock }).find(({ trigger }) => trigger.name === name),
    audited: (action: string) =>
      stores.audit.page({ action, offset: 0, limit: 100 }).entries.map(({ who, detail }) => `${who}: ${detail}`),
    [Symbol.dispose]: () => void database.close(),
  };
}
