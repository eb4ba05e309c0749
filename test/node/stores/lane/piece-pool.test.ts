import { Buffer } from 'node:buffer';
import { expect, test } from 'vitest';
import { PiecePool } from '../../../../node/stores/lane/piece-pool.ts';

const mebibyte = 1024 * 1024;

test('memory that was given back is used again, for pieces of about the same length', () => {
  const pool = new PiecePool(64 * mebibyte);
  const first = pool.take(8 * mebibyte);
  pool.giveBack(first);
  expect(pool.freeBytes).toBe(8 * mebibyte);
  const second = pool.take(8 * mebibyte - 5);
  expect([second.length, second.buffer === first.buffer, pool.freeBytes]).toEqual([8 * mebibyte - 5, true, 0]);
});

test('a piece is given back once, and never by a part of it', () => {
  const pool = new PiecePool(64 * mebibyte);
  const piece = pool.take(4 * mebibyte);
  pool.giveBack(piece.subarray(0, mebibyte));
  pool.giveBack(Buffer.alloc(4 * mebibyte));
  expect(pool.freeBytes).toBe(0);
  pool.giveBack(piece);
  const next = pool.take(4 * mebibyte);
  // Who had it before says so again: it is the piece of another now.
  pool.giveBack(piece);
  expect([pool.freeBytes, pool.take(4 * mebibyte).buffer === next.buffer]).toEqual([0, false]);
});

test('what nobody uses stays below the bound, and makes room for other sizes', () => {
  const pool = new PiecePool(16 * mebibyte);
  const pieces = [8, 8, 8, 8].map((size) => pool.take(size * mebibyte));
  for (const piece of pieces) pool.giveBack(piece);
  expect(pool.freeBytes).toBe(16 * mebibyte);
  pool.take(3 * mebibyte);
  expect(pool.freeBytes).toBe(8 * mebibyte);
  for (let size = 65 * 1024; size < 8 * mebibyte; size += 333_333) pool.giveBack(pool.take(size));
  expect(pool.freeBytes).toBeLessThanOrEqual(16 * mebibyte);
});
