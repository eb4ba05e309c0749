import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openHubDatabase } from '../../../hub/store/schema.ts';
import { type NewTransfers, TransferStore } from '../../../hub/transfers/transfer-store.ts';
import { defaultTransferOptions } from '../../../src/model/transfer-options.ts';
import { tempFolder } from '../../harness/temp-folder.ts';

const request: NewTransfers = {
  name: 'reels',
  source: { node: 'fs1', path: '/srv' },
  destinations: Array.from({ length: 7 }, (_, index) => ({ node: 'fs2', path: `/srv/${index}` })),
  owners: [],
  options: defaultTransferOptions,
  createdBy: 'user:ana',
  createdAt: 1,
};

test('what has ended stays in the pages of all and of what has ended, newest first, and only the rest is under way', async () => {
  await using folder = await tempFolder();
  using opened = new DisposableStack();
  const database = opened.adopt(openHubDatabase(join(folder.path, 'hub.db')), (open) => void open.close());
  const store = new TransferStore(database);
  const added = store.add(request);
  for (const transfer of added.slice(1, 6)) {
    const state = { kind: 'failed', reason: { code: 'no-space', message: 'the disk is full' } } as const;
    store.save({ ...transfer, state, endedAt: transfer.id === 'T-2' ? 100 : 200 });
  }
  const ids = (filter: 'all' | 'ended', offset: number) => {
    const { transfers, total } = store.page(filter, offset, 3);
    return { ids: transfers.map(({ id }) => id), total };
  };
  expect(ids('all', 0)).toEqual({ ids: ['T-7', 'T-6', 'T-5'], total: 7 });
  expect(ids('all', 6)).toEqual({ ids: ['T-1'], total: 7 });
  expect(ids('ended', 1)).toEqual({ ids: ['T-5', 'T-4', 'T-3'], total: 5 });
  expect(ids('ended', 5)).toEqual({ ids: [], total: 5 });
  expect(store.active().map(({ id }) => id)).toEqual(['T-1', 'T-7']);
  expect([store.countTroubled(100), store.countTroubled(101)]).toEqual([5, 4]);
});
