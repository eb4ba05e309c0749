/** Lists a folder, page by page, with several pages asked for ahead once it is seen that there are more. */
import type { Buffer } from 'node:buffer';
import type { FileEntryWithStats, Stats } from 'ssh2';
import { Fault } from '../../../src/runtime/fault.ts';
import { shownName } from '../../../src/runtime/names.ts';
import type { StoreEntry } from '../store.ts';
import { joinStorePath } from '../store-path.ts';
import type { SftpChannel } from './sftp-channel.ts';
import { kindOf, mtimeNsOf } from './sftp-status.ts';

const pagesAhead = 8;
const endOfFile = 1;
/** What ssh2 makes of bytes that are no UTF-8: it cannot be told which they were. */
const replaced = '\uFFFD';

export interface OpenFolder {
  readonly channel: SftpChannel;
  readonly handle: Buffer;
  /** On the server. */
  readonly absolute: string;
  /** For messages. */
  readonly shown: string;
  readonly signal: AbortSignal;
}

export async function* listFolder(folder: OpenFolder): AsyncGenerator<readonly StoreEntry[], void> {
  const first = await readPage(folder);
  if (first === undefined) return;
  yield await entriesOf(folder, first);
  for (;;) {
    // The server answers in order; one that is empty is the end for all.
    const pages = await Promise.all(Array.from({ length: pagesAhead }, () => readPage(folder)));
    for (const page of pages) if (page !== undefined) yield await entriesOf(folder, page);
    if (pages.includes(undefined)) return;
  }
}

/** Undefined at the end. */
async function readPage({ channel, handle, shown, signal }: OpenFolder): Promise<FileEntryWithStats[] | undefined> {
  return await channel.call<FileEntryWithStats[] | undefined>(`list ${shown}`, signal, (sftp, done) =>
    sftp.readdir(handle, (error, list) => {
      const isEnd = (error as { readonly code?: number } | undefined)?.code === endOfFile;
      if (isEnd) done(undefined, undefined);
      else done(error, list);
    }),
  );
}

async function entriesOf(folder: OpenFolder, page: readonly FileEntryWithStats[]): Promise<StoreEntry[]> {
  const entries = await Promise.all(page.map((listed) => entryOf(folder, listed)));
  return entries.filter((entry) => entry !== undefined);
}

async function entryOf(folder: OpenFolder, { filename: name, attrs }: FileEntryWithStats) {
  if (name.includes(replaced)) {
    const fault = new Fault('name-unsupported', `${folder.shown}/${shownName(name)} is a name that is not UTF-8`);
    return { name, kind: 'other' as const, size: 0, mtimeNs: 0n, fault };
  }
  const kind = kindOf(attrs);
  const stats = kind === undefined ? await lookAgain(folder, name) : attrs;
  if (stats === undefined) return undefined;
  const known = kind ?? kindOf(stats) ?? 'other';
  return { name, kind: known, size: known === 'file' ? stats.size : 0, mtimeNs: mtimeNsOf(stats) };
}

/** Some servers list names alone. Undefined for what is gone meanwhile. */
async function lookAgain({ channel, absolute, shown, signal }: OpenFolder, name: string): Promise<Stats | undefined> {
  try {
    return await channel.call<Stats>(`look at ${joinStorePath(shown, name)}`, signal, (sftp, done) =>
      sftp.lstat(joinStorePath(absolute, name), done),
    );
  } catch (thrown) {
    if (thrown instanceof Fault && thrown.code === 'not-found') return undefined;
    throw thrown;
  }
}
