import { mkdirSync, rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { PeerDestination } from '../../../node/data/send/peer-destination.ts';
import { Fault } from '../../../src/runtime/fault.ts';
import { TransferId } from '../../../src/runtime/identifier.ts';
import { digests, inventory, makeSampleTree, wrongFiles } from '../../harness/sample-tree.ts';
import { until } from '../../harness/until.ts';
import { cuttingProxy } from './cutting-proxy.ts';
import { twoNodes } from './two-nodes.ts';

const mebibyte = 1024 * 1024;

test('wherever the connection is cut, no half file has its final name, and the next attempts complete the tree', async () => {
  await using nodes = await twoNodes();
  await using proxy = await cuttingProxy(nodes.listener.port);
  rmSync(nodes.source, { recursive: true });
  makeSampleTree({ path: nodes.source, smallFiles: 200, largeFiles: [5 * mebibyte, 9 * mebibyte] });
  mkdirSync(nodes.target);
  const wanted = digests(nodes.source);
  for (const cut of [100, 3000, 5000, 20_000, 300_000, 2_000_000, 6_000_000]) {
    proxy.cutAfterBytes = cut + Math.floor(Math.random() * cut);
    const outcome = await nodes.send({ port: proxy.port });
    if (outcome.kind === 'completed') break;
    expect(outcome, `cut after ${proxy.cutAfterBytes}`).toMatchObject({ kind: 'failed', isRetryable: true });
    await until(() =>
      nodes.received.every(({ transfer }) => nodes.received.findLast((one) => one.transfer === transfer)?.isOver),
    );
    expect(wrongFiles(wanted, nodes.target), `cut after ${proxy.cutAfterBytes}`).toEqual([]);
  }
  proxy.cutAfterBytes = undefined;
  expect(await nodes.send({ port: proxy.port })).toMatchObject({ kind: 'completed' });
  expect(inventory(nodes.target)).toEqual(inventory(nodes.source));
});

test('a connection that only goes silent is given up by both ends', async () => {
  await using nodes = await twoNodes();
  await using proxy = await cuttingProxy(nodes.listener.port);
  rmSync(nodes.source, { recursive: true });
  makeSampleTree({ path: nodes.source, smallFiles: 5, largeFiles: [8 * mebibyte] });
  await using sending = await nodes.start({ port: proxy.port, options: { bwlimit: 500_000 } });
  await until(() => nodes.received.some(({ bytes }) => bytes > 0), { what: 'bytes arrive' });
  proxy.freeze();
  expect(await sending.outcome).toMatchObject({ kind: 'failed', reason: { code: 'link-lost' }, isRetryable: true });
  await until(() => nodes.received.some(({ isOver }) => isOver), { what: 'the receiver gives up' });
  expect(inventory(nodes.target).filter((line) => line.includes('.partial'))).toEqual([]);
});

test('a sender that comes again takes the place of its older connection', async () => {
  await using nodes = await twoNodes();
  rmSync(nodes.source, { recursive: true });
  makeSampleTree({ path: nodes.source, smallFiles: 5, largeFiles: [8 * mebibyte] });
  await using older = await nodes.start({ options: { bwlimit: 500_000 } });
  await until(() => nodes.received.some(({ bytes }) => bytes > 0), { what: 'bytes arrive' });
  expect(await nodes.send({ backlog: 'fs1/other.db' })).toMatchObject({ kind: 'completed' });
  expect(await older.outcome).toMatchObject({ kind: 'failed', reason: { code: 'link-lost' } });
  expect(inventory(nodes.target)).toEqual(inventory(nodes.source));
});

test('a node whose port is closed is unreachable, which is worth another attempt', async () => {
  await using nodes = await twoNodes();
  await nodes.listener[Symbol.asyncDispose]();
  expect(await nodes.send()).toMatchObject({
    kind: 'failed',
    reason: { code: 'node-unreachable' },
    isRetryable: true,
  });
});

test('a link on which an answer takes longer than a stop may is no reason to fail', async () => {
  await using nodes = await twoNodes();
  await using proxy = await cuttingProxy(nodes.listener.port);
  proxy.delayMs = 500;
  expect(await nodes.send({ port: proxy.port })).toMatchObject({ kind: 'completed' });
});

test('a stop does not wait for folder work of a peer that says nothing any more', async () => {
  await using nodes = await twoNodes();
  await using proxy = await cuttingProxy(nodes.listener.port);
  const stop = new AbortController();
  const transfer = TransferId.parse('T-1');
  const places = { source: `fs1:${nodes.source}`, destination: `fs2:${nodes.target}` };
  const grant = await nodes.authority.grant({ transfer, ...places });
  await using peer = await PeerDestination.connect({
    address: `127.0.0.1:${proxy.port}`,
    node: 'fs2',
    meetings: undefined,
    identity: () => nodes.identities.fs1,
    transfer,
    temporaryKey: 'key',
    partialDir: undefined,
    streams: () => 'auto',
    onStreamFailed: () => {},
    grant: () => grant,
    limiters: [],
    signal: stop.signal,
  });
  proxy.freeze();
  const settled = peer.settleFolders([{ path: Buffer.from('a'), mtimeNs: 1n, atimeNs: 1n }], stop.signal);
  stop.abort(new Fault('interrupted', 'stopped by the test'));
  await expect(settled).rejects.toMatchObject({ code: 'interrupted' });
});
