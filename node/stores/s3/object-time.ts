/** The time of a file, in the metadata of its object: seconds since 1970 with nine decimals, as rclone keeps it. */
export const timeKey = 'mtime';

export function timeText(mtimeNs: bigint): string {
  const seconds = mtimeNs / 1_000_000_000n - (mtimeNs < 0n && mtimeNs % 1_000_000_000n !== 0n ? 1n : 0n);
  const rest = mtimeNs - seconds * 1_000_000_000n;
  return `${seconds}.${String(rest).padStart(9, '0')}`;
}

/** Undefined where it is none of ours. */
export function parseTime(text: string | undefined): bigint | undefined {
  const match = /^(-?\d{1,12})(?:\.(\d{1,9}))?$/.exec(text ?? '');
  if (match === null) return undefined;
  const [, seconds = '0', decimals = ''] = match;
  return BigInt(seconds) * 1_000_000_000n + BigInt(decimals.padEnd(9, '0'));
}
