/**
 * SIZE and RATE as users write them (INTERFACE.md, "Words"): `K M G T` are powers of 1024 as in rsync and rclone,
 * `KB MB GB TB` powers of 1000, and a rate may be in bits with `Kbit Mbit Gbit`.
 */
import { Fault } from './fault.ts';

const factors: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 1024,
  m: 1024 ** 2,
  g: 1024 ** 3,
  t: 1024 ** 4,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
  tib: 1024 ** 4,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
};
const bitFactors: Readonly<Record<string, number>> = { kbit: 125, mbit: 125_000, gbit: 125_000_000 };

function parseQuantity(text: string, units: Readonly<Record<string, number>>): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim());
  const factor = units[match?.[2]?.toLowerCase() ?? '?'];
  return match?.[1] === undefined || factor === undefined ? undefined : Math.round(Number(match[1]) * factor);
}

/** Bytes. Throws a `usage` fault that shows what would be right. */
export function parseSize(text: string): number {
  const bytes = parseQuantity(text, factors);
  if (bytes === undefined) throw new Fault('usage', `'${text}' is not a size; write 64K, 5M, 1.5G or 500MB`);
  return bytes;
}

/** Bytes a second, or undefined for `off`. */
export function parseRate(text: string): number | undefined {
  if (/^(off|0)$/i.test(text.trim())) return undefined;
  const rate = parseQuantity(text.trim().replace(/\/s$/i, ''), { ...factors, ...bitFactors });
  if (rate === undefined || rate < 1) {
    throw new Fault('usage', `'${text}' is not a rate; write 20M, 500KB, 100Mbit or off`);
  }
  return rate;
}

const exactUnits = ['G', 'GB', 'M', 'MB', 'K', 'KB'] as const;

/** A rate as `parseRate` reads it, to the byte, in the largest unit that divides it: `20M`, `500KB`, `1234`. */
export function exactRate(bytesPerSecond: number): string {
  const unit = exactUnits.find((name) => bytesPerSecond % (factors[name.toLowerCase()] ?? 1) === 0);
  return unit === undefined ? String(bytesPerSecond) : `${bytesPerSecond / (factors[unit.toLowerCase()] ?? 1)}${unit}`;
}

export const byteUnits = ['decimal', 'binary'] as const;
export type ByteUnits = (typeof byteUnits)[number];

/** Names of one width, so that columns hold either. */
const scales = {
  decimal: { base: 1000, steps: ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] },
  binary: { base: 1024, steps: ['B', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi'] },
} as const satisfies Record<ByteUnits, unknown>;

let scale: (typeof scales)[ByteUnits] = scales.decimal;

/** For everything that this program shows from now on: whoever reads it has one wish. */
export function showBytesIn(units: ByteUnits): void {
  scale = scales[units];
}

/** Bytes for people, base 10 as disks and links are sold, unless base 2 is wished for: `405 GB`, `2.1 MB`, `0 B`. */
export function formatBytes(bytes: number): string {
  const { base, steps } = scale;
  let step = 0;
  let value = bytes;
  while (value >= 999.5 && step < steps.length - 1) {
    value /= base;
    step += 1;
  }
  const digits = step === 0 || value >= 99.95 ? 0 : 1;
  return `${value.toFixed(digits)} ${steps[step]}`;
}

export function formatRate(bytesPerSecond: number): string {
  return `${formatBytes(bytesPerSecond)}/s`;
}

/** Seconds as people read a remaining time: `00:44`, `12:08`, `1 h 02`, `3 d 04 h`. */
export function formatDuration(seconds: number): string {
  const total = Math.max(0, Math.round(seconds));
  const two = (n: number) => String(n).padStart(2, '0');
  if (total < 3600) return `${two(Math.floor(total / 60))}:${two(total % 60)}`;
  const hours = Math.floor(total / 3600);
  if (hours < 48) return `${hours} h ${two(Math.floor((total % 3600) / 60))}`;
  return `${Math.floor(hours / 24)} d ${two(hours % 24)} h`;
}
