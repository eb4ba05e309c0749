/** How many bytes any window of time carried, from pieces whose time is known no better than the observer looked. */

export interface Piece {
  /** When the observer had looked last and seen all that was there: not one of these bytes came before. */
  readonly sinceMs: number;
  /** When these bytes were seen. */
  readonly atMs: number;
  readonly bytes: number;
}

/**
 * The most that any second carried: `least` for certain (pieces that came wholly within one), `most` possibly (every
 * piece came when it was seen, at the latest). They differ by how late the observer was.
 */
export function mostInSecond(pieces: readonly Piece[]): { readonly least: number; readonly most: number } {
  return {
    least: mostIn(pieces, ({ sinceMs }) => sinceMs),
    most: mostIn(pieces, ({ atMs }) => atMs),
  };
}

/** Bytes a second, from the first one on. */
export function meanRate(pieces: readonly Piece[], seconds: number): number {
  const start = pieces[0]?.atMs ?? 0;
  const bytes = pieces
    .filter(({ atMs }) => atMs <= start + seconds * 1000)
    .reduce((sum, piece) => sum + piece.bytes, 0);
  return bytes / seconds;
}

function mostIn(pieces: readonly Piece[], beginOf: (piece: Piece) => number): number {
  let most = 0;
  let inWindow = 0;
  let from = 0;
  for (const { atMs, bytes } of pieces) {
    inWindow += bytes;
    for (let first = pieces[from]; first !== undefined && beginOf(first) < atMs - 1000; first = pieces[from]) {
      inWindow -= first.bytes;
      from += 1;
    }
    most = Math.max(most, inWindow);
  }
  return most;
}
