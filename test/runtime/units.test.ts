import { describe, expect, it } from 'vitest';
import { exactRate, formatBytes, formatDuration, formatRate, parseRate, parseSize } from '../../src/runtime/units.ts';

describe('parseSize', () => {
  it.each([
    ['0', 0],
    ['1500', 1500],
    ['64K', 65_536],
    ['5M', 5_242_880],
    ['1.5G', 1_610_612_736],
    ['2T', 2_199_023_255_552],
    ['500MB', 500_000_000],
    ['10 kB', 10_000],
    ['64MiB', 67_108_864],
  ])('reads %s as %d bytes', (text, bytes) => expect(parseSize(text)).toBe(bytes));

  it.each(['', 'M', '-1', '5X', '1e9', '5 M B', 'ten'])('refuses %j and shows what would be right', (text) => {
    expect(() => parseSize(text)).toThrow(/is not a size; write 64K/);
  });
});

it.each([
  [20 * 1024 ** 2, '20M'],
  [500_000, '500KB'],
  [12_500_000, '12500KB'],
  [1536, '1536'],
  [3 * 1024 ** 3, '3G'],
])('%d bytes a second are written exactly as %s', (rate, text) => expect(exactRate(rate)).toBe(text));

describe('parseRate', () => {
  it.each([
    ['20M', 20_971_520],
    ['20MB/s', 20_000_000],
    ['100Mbit', 12_500_000],
    ['1Gbit', 125_000_000],
    ['512', 512],
  ])('reads %s as %d bytes a second', (text, rate) => expect(parseRate(text)).toBe(rate));

  it.each(['off', 'OFF', '0'])('reads %s as no limit', (text) => expect(parseRate(text)).toBeUndefined());

  it.each(['fast', '', '0.1', '-5M', '20M/min'])('refuses %j', (text) => {
    expect(() => parseRate(text)).toThrow(/is not a rate/);
  });
});

describe('what people read', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [2_140_000, '2.1 MB'],
    [405e9, '405 GB'],
    [999_600, '1.0 MB'],
    [6.1e12, '6.1 TB'],
  ])('shows %d bytes as %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  it('shows a rate per second', () => expect(formatRate(188e6)).toBe('188 MB/s'));

  it.each([
    [44, '00:44'],
    [728, '12:08'],
    [3599.6, '1 h 00'],
    [3720, '1 h 02'],
    [3 * 86_400 + 4 * 3600, '3 d 04 h'],
  ])('shows %d seconds as %s', (seconds, text) => expect(formatDuration(seconds)).toBe(text));
});
