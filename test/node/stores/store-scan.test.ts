import { Buffer } from 'node:buffer';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { openStore } from '../../../node/stores/open-store.ts';
import { scanStore } from '../../../node/stores/store-scan.ts';
import { namesOf } from '../../../src/engine/scan/listing.ts';
import { s3Server } from './s3-server.ts';

test('of a bucket with many objects one is scanned without listing the others', async () => {
  await using server = await s3Server();
  for (const key of ['in/one', 'in/two'])
    await server.client.send(new PutObjectCommand({ Bucket: 'studio-bucket', Key: key, Body: key }));
  await using store = await openStore(server.setting('in'));
  store.list = () => {
    throw new Error('everything was listed');
  };
  const scanned = scanStore({
    store,
    onlyName: Buffer.from('two'),
    withDetails: true,
    isRough: false,
    filter: undefined,
    tidy: async () => false,
    signal: new AbortController().signal,
  });
  const listings = await Array.fromAsync(scanned);
  expect(listings.flatMap((listing) => namesOf(listing).map(String))).toEqual(['two']);
  expect(listings[0]?.sizes[0]).toBe(6);
});
