import { expect, test } from 'vitest';
import { intervalFor } from '../../hub/nodes/progress-pacer.ts';
import { ProgressPace } from '../../node/uplink/progress-pace.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import type { TransferId } from '../../src/runtime/identifier.ts';
import { transferId } from '../../src/runtime/identifier.ts';
import { openFleet } from '../harness/hub-fleet.ts';
import { attachUser, type ConsoleUpdate } from '../harness/open-hub.ts';
import { attachNode, someProgress } from '../harness/scripted-node.ts';
import { tempFolder } from '../harness/temp-folder.ts';
import { startTransfer } from '../harness/transfers.ts';
import { until } from '../harness/until.ts';

const said = (transfer: TransferId, copied: number) => ({
  transfer,
  state: { kind: 'transferring' as const },
  progress: someProgress(copied, 1e9 - copied),
});

test('the more transfers are told of, the less often; and it takes some room to go back', () => {
  const intervals = [0, 1000, 1001, 2000, 4000, 10_000, 100_000].map((transfers) => intervalFor(transfers, 500));
  expect(intervals).toEqual([500, 500, 1000, 1000, 2000, 5000, 5000]);
  expect([1001, 999, 850, 800].map((transfers) => intervalFor(transfers, 1000))).toEqual([1000, 1000, 1000, 500]);
  expect([5000, 3900, 3000, 100].map((transfers) => intervalFor(transfers, 5000))).toEqual([5000, 5000, 2000, 500]);
});

test('with thousands of transfers a node tells every few seconds, and twice a second while a console shows one of its own', async () => {
  await using folder = await tempFolder();
  await using fleet = await openFleet(folder.path);
  const { hub, admin, fs1, fs2 } = fleet;
  const asked: Record<'fs1' | 'fs2', number[]> = { fs1: [], fs2: [] };
  const pace = new ProgressPace(systemClock);
  await using owner = await attachNode({
    hub: hub.address,
    enrolled: fs1,
    onPace: (everyMs) => {
      asked.fs1.push(everyMs);
      pace.set(everyMs);
    },
  });
  await using other = await attachNode({
    hub: hub.address,
    enrolled: fs2,
    onPace: (everyMs) => asked.fs2.push(everyMs),
  });
  const { id } = await startTransfer(admin);
  await until(() => asked.fs1.length > 0 && asked.fs2.length > 0, { what: 'the first word of the hub' });
  expect(asked).toEqual({ fs1: [500], fs2: [500] });
  const many = Array.from({ length: 5000 }, (_, index) => said(transferId(1000 + index), 0));
  other.peer.notify('progress', { transfers: many });
  await until(() => asked.fs1.at(-1) === 5000 && asked.fs2.at(-1) === 5000, { what: 'longer intervals' });

  // From here on as a node does (node/uplink/uplink.ts).
  const stop = new AbortController();
  let copied = 0;
  void (async () => {
    for (;;) {
      await pace.next(stop.signal);
      copied += 1;
      owner.peer.notify('progress', { transfers: [said(id, copied)] });
    }
  })().catch(() => undefined);
  const shown = new Set<number>();
  const onUpdate = ({ transfer }: ConsoleUpdate): void => {
    if (transfer !== undefined) shown.add(transfer.transfer.progress?.copied.bytes ?? 0);
  };
  {
    await using console = await attachUser(hub.address, hub.admin.identity, onUpdate);
    await console.request('watch', { overview: false, nodes: false, transfer: id });
    await until(() => asked.fs1.at(-1) === 500, { what: 'the node of what is shown is asked for more' });
    await until(() => shown.size >= 4, { what: 'figures that move' });
    expect(asked.fs2.at(-1)).toBe(5000);
  }
  await until(() => asked.fs1.at(-1) === 5000, { what: 'nobody looks any more' });
  stop.abort();
});
