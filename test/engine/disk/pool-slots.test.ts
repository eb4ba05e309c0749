import { expect, test } from 'vitest';
import { PoolSlots } from '../../../src/engine/disk/pool-slots.ts';

test('calls beyond the slots wait, and each that ends lets in one of the next folder', async () => {
  const slots = new PoolSlots(2);
  const begun: { readonly name: string; readonly end: () => void }[] = [];
  const call = (folder: number, name: string) =>
    slots.run(folder, () => new Promise<void>((end) => void begun.push({ name, end })));
  const calls = new Map(['a1', 'a2', 'a3', 'a4'].map((name) => [name, call(1, name)]));
  for (const name of ['b1', 'b2']) calls.set(name, call(2, name));
  expect(begun.map(({ name }) => name)).toEqual(['a1', 'a2']);
  for (const { name, end } of begun) {
    end();
    await calls.get(name);
  }
  expect(begun.map(({ name }) => name)).toEqual(['a1', 'a2', 'a3', 'b1', 'a4', 'b2']);
});

test('a call that fails gives its slot back', async () => {
  const slots = new PoolSlots(1);
  await expect(slots.run(1, () => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
  expect(await slots.run(1, () => Promise.resolve('served'))).toBe('served');
});
