/**
 * Folders of the source on which something is mounted. One on which nothing is mounted any more looks emptied, and what
 * the destination has of it must stay.
 */
import { Buffer } from 'node:buffer';
import { shownName } from '../../runtime/names.ts';
import type { Backlog } from '../backlog/backlog.ts';
import type { Listing } from '../scan/listing.ts';

export class MountPoints {
  /** Of earlier scans, as byte strings. */
  readonly #known: ReadonlySet<string>;
  readonly #found = new Set<string>();
  readonly #unread: string[] = [];

  constructor(known: Iterable<string>) {
    this.#known = new Set(known);
  }

  /** Every listing of the source. */
  see({ folder, isFirstPart, isMountPoint, problem }: Listing): void {
    const path = Buffer.from(folder).toString('latin1');
    if (problem !== undefined) this.#unread.push(path);
    if (isFirstPart && isMountPoint && path !== '') this.#found.add(path);
  }

  /** On which nothing is mounted any more; of what lies in a folder that could not be read nothing is known. */
  get lost(): Buffer[] {
    return this.#missing
      .filter((path) => !this.#unread.some((unread) => isIn(path, unread)))
      .map((path) => Buffer.from(path, 'latin1'));
  }

  remember(backlog: Backlog): void {
    backlog.setFact('mountPoints', JSON.stringify([...this.#found, ...this.#missing].sort()));
  }

  get #missing(): string[] {
    return [...this.#known].filter((path) => !this.#found.has(path));
  }
}

export function knownMountPoints(backlog: Backlog): string[] {
  return JSON.parse(backlog.fact('mountPoints') ?? '[]');
}

export function unmounted(folder: Buffer): { readonly code: 'source-unmounted'; readonly message: string } {
  return {
    code: 'source-unmounted',
    message: `nothing is mounted on ${shownName(folder)} any more; what the destination has of it stays`,
  };
}

function isIn(path: string, folder: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`);
}
