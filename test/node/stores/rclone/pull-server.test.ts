import { Buffer } from 'node:buffer';
import { expect, test } from 'vitest';
import { PullServer } from '../../../../node/stores/rclone/pull-server.ts';
import type { NewFile } from '../../../../node/stores/store.ts';
import { Fault } from '../../../../src/runtime/fault.ts';

const never = new AbortController().signal;

function newFile(pieces: AsyncIterable<Buffer>, size: number): NewFile {
  return { path: 'f', size, mtimeNs: 1_700_000_000_900_000_000n, pieces, take: async (most) => most, signal: never };
}

async function* inPieces(...texts: string[]): AsyncGenerator<Buffer> {
  for (const text of texts) yield Buffer.from(text);
}

test('a file has an address that nobody guesses, that answers once, with its length and its time', async () => {
  await using pulls = new PullServer();
  await using offer = await pulls.offer(newFile(inPieces('abc', 'de'), 5));
  const guessed = new URL('/guessed', offer.url);
  expect((await fetch(guessed)).status).toBe(410);
  expect((await fetch(offer.url, { method: 'PUT' })).status).toBe(410);
  await using another = await pulls.offer(newFile(inPieces('abc', 'de'), 5));
  const response = await fetch(another.url);
  expect(response.headers.get('content-length')).toBe('5');
  expect(response.headers.get('last-modified')).toBe('Tue, 14 Nov 2023 22:13:20 GMT');
  expect(await response.text()).toBe('abcde');
  expect(another.isSent).toBe(true);
  expect((await fetch(another.url)).status).toBe(410);
});

test('what is withdrawn is not answered any more', async () => {
  await using pulls = new PullServer();
  const offer = await pulls.offer(newFile(inPieces('abc'), 3));
  await offer[Symbol.asyncDispose]();
  expect((await fetch(offer.url)).status).toBe(410);
});

test('a file that turns out to be wrong is no file to whoever reads it, also when all of it was read before', async () => {
  const wrong = new Fault('changed-while-read', 'it changed');
  const breaksOff = async function* (): AsyncGenerator<Buffer> {
    yield Buffer.from('abc');
    throw wrong;
  };
  const cases = [
    { pieces: breaksOff(), size: 3, reason: wrong },
    { pieces: inPieces('ab'), size: 3, reason: expect.objectContaining({ code: 'changed-while-read' }) },
  ];
  for (const { pieces, size, reason } of cases) {
    await using pulls = new PullServer();
    await using offer = await pulls.offer(newFile(pieces, size));
    const reading = async (): Promise<string> => await (await fetch(offer.url)).text();
    await expect(reading()).rejects.toThrow();
    expect(offer.failure.reason).toEqual(reason);
    expect(offer.isSent).toBe(false);
  }
});
