/** What every store must do, whatever it is: run against a real server of each kind. */
import { Buffer } from 'node:buffer';
import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { openStore } from '../../../node/stores/open-store.ts';
import type { NewFile, Store, StoreEntry } from '../../../node/stores/store.ts';
import type { StoreSetting } from '../../../node/stores/store-setting.ts';
import { Fault } from '../../../src/runtime/fault.ts';

export interface StoreServer extends AsyncDisposable {
  setting(prefix?: string): StoreSetting;
}

export interface ContractOptions {
  /** A store that gives files the time at which they came is told apart by nothing else. */
  readonly keepsTimes: boolean;
  /** Of a run that is stopped: few where each takes many requests. */
  readonly files: number;
}

export const usually: ContractOptions = { keepsTimes: true, files: 200 };

const mtimeNs = 1_700_000_000_123_456_789n;
const never = new AbortController().signal;

function newFile(path: string, content: Buffer, more: Partial<NewFile> = {}): NewFile {
  return {
    path,
    size: content.length,
    mtimeNs,
    pieces: inPieces(content, 8 * 1024 * 1024),
    take: async (most) => most,
    signal: never,
    ...more,
  };
}

async function* inPieces(content: Buffer, length: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < content.length; at += length) yield content.subarray(at, at + length);
}

async function readAll(store: Store, path: string): Promise<Buffer | undefined> {
  const seen = await store.look(path, never);
  if (seen === undefined) return undefined;
  const bytes = await store.read(path, seen, { from: 0, length: seen.size }, never);
  return Buffer.concat(await Array.fromAsync(bytes));
}

async function listAll(store: Store, folder: string): Promise<StoreEntry[]> {
  const pages = await Array.fromAsync(store.list(folder, never));
  return pages.flat().toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

const sumOf = (content: Buffer): string => createHash('sha256').update(content).digest('hex');

export function storeContract(
  kind: string,
  start: () => Promise<StoreServer>,
  { keepsTimes }: ContractOptions = usually,
): void {
  describe(`a place in ${kind}`, () => {
    test('keeps files of any size as they are, with their times, also larger than one piece', async () => {
      await using server = await start();
      await using store = await openStore(server.setting('in/here'));
      const sizes = [0, 1, 5 * 1024 * 1024, 20 * 1024 * 1024 + 1];
      for (const size of sizes) {
        const content = randomBytes(size);
        const path = `deep/er/${size}`;
        await store.write(newFile(path, content));
        const read = (await readAll(store, path)) ?? Buffer.from('nothing');
        expect([read.length, sumOf(read)]).toEqual([size, sumOf(content)]);
        const grain = store.traits.mtimeGrainNs;
        const kept = { size, ...(keepsTimes && { mtimeNs: (mtimeNs / grain) * grain }) };
        expect(await store.look(path, never)).toMatchObject(kept);
      }
      expect(await listAll(store, '')).toMatchObject([{ name: 'deep', kind: 'folder' }]);
      expect(await listAll(store, 'deep/er')).toMatchObject(
        sizes.map((size) => ({ name: `${size}`, kind: 'file', size })).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
      );
    });

    test('answers with a part of a file, and with nothing where there is none', async () => {
      await using server = await start();
      await using store = await openStore(server.setting('x'));
      await store.write(newFile('a', Buffer.from('0123456789')));
      const seen = await store.look('a', never);
      if (seen === undefined) throw new Error('it is not there');
      const middle = await store.read('a', seen, { from: 3, length: 4 }, never);
      expect(Buffer.concat(await Array.fromAsync(middle)).toString()).toBe('3456');
      expect(await store.look('b', never)).toBeUndefined();
      expect(await store.look('a/b', never)).toBeUndefined();
      expect(await listAll(store, 'nowhere')).toEqual([]);
      await expect(store.read('b', seen, { from: 0, length: 1 }, never)).rejects.toThrow(Fault);
    });

    test('names are what they are: spaces, plus, percent, quotes, emoji, long ones', async () => {
      await using server = await start();
      await using store = await openStore(server.setting('names'));
      const names = ['a b', 'a+b', 'a%20b', 'it\'s "it"', 'ünï', '📽 film', '#1?&=', 'x'.repeat(200), '-rf', '~tilde'];
      for (const name of names) await store.write(newFile(`${name}/${name}`, Buffer.from(name)));
      expect((await listAll(store, '')).map(({ name }) => name)).toEqual(names.toSorted());
      for (const name of names) expect((await readAll(store, `${name}/${name}`))?.toString()).toBe(name);
    });

    test('the old file stays when a new one does not come to its end', async () => {
      await using server = await start();
      await using store = await openStore(server.setting('x'));
      for (const size of [100, 20 * 1024 * 1024]) {
        await store.write(newFile(`f${size}`, Buffer.from('old')));
        const changed = new Fault('changed-while-read', 'it changed');
        const breaksOff = async function* (): AsyncGenerator<Buffer> {
          yield randomBytes(Math.min(size, 8 * 1024 * 1024));
          throw changed;
        };
        const broken = store.write(newFile(`f${size}`, Buffer.alloc(size), { pieces: breaksOff() }));
        await expect(broken).rejects.toBe(changed);
        expect((await readAll(store, `f${size}`))?.toString()).toBe('old');
      }
      expect((await listAll(store, '')).map(({ name }) => name)).toEqual(['f100', 'f20971520']);
    });

    test('a write that is stopped ends at once and leaves nothing', async () => {
      await using server = await start();
      await using store = await openStore(server.setting('x'));
      const stop = new AbortController();
      const reason = new Fault('interrupted', 'stopped');
      const slow = async function* (): AsyncGenerator<Buffer> {
        yield randomBytes(8 * 1024 * 1024);
        stop.abort(reason);
        yield randomBytes(8 * 1024 * 1024);
      };
      const file = newFile('f', Buffer.alloc(16 * 1024 * 1024), { pieces: slow(), signal: stop.signal });
      await expect(store.write(file)).rejects.toBe(reason);
      expect(await listAll(store, '')).toEqual([]);
    });

    test('what is removed is gone, and what is gone is no failure', async () => {
      await using server = await start();
      await using store = await openStore(server.setting('x'));
      await store.write(newFile('d/f', Buffer.from('f')));
      await store.remove('d/f', 'file', never);
      await store.remove('d/f', 'file', never);
      expect(await store.look('d/f', never)).toBeUndefined();
      await store.remove('d', 'folder', never);
      expect(await listAll(store, '')).toEqual([]);
    });

    test('a file that is replaced while it is read is not taken for one', async () => {
      await using server = await start();
      await using store = await openStore(server.setting('x'));
      await store.write(newFile('f', Buffer.from('first')));
      const seen = await store.look('f', never);
      if (seen === undefined) throw new Error('it is not there');
      const other = Buffer.from(keepsTimes ? 'other' : 'another');
      await store.write(newFile('f', other, { mtimeNs: mtimeNs + 5_000_000_000n }));
      const reading = async (): Promise<Buffer[]> =>
        await Array.fromAsync(await store.read('f', seen, { from: 0, length: seen.size }, never));
      await expect(reading()).rejects.toMatchObject({ code: 'changed-while-read' });
    });
  });
}
