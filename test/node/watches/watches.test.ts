import { appendFile, chmod, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { openNodeDatabase } from '../../../node/database.ts';
import { openRoots } from '../../../node/roots.ts';
import { ReportOutbox } from '../../../node/uplink/report-outbox.ts';
import { FolderHints } from '../../../node/watches/folder-hints.ts';
import { Watches } from '../../../node/watches/watches.ts';
import type { BeingWritten, Watch } from '../../../src/model/watch.ts';
import { type Clock, systemClock } from '../../../src/runtime/clock.ts';
import { Fault } from '../../../src/runtime/fault.ts';
import { slowWriter } from '../../harness/slow-writer.ts';
import { tempFolder } from '../../harness/temp-folder.ts';
import { until } from '../../harness/until.ts';

const log = pino({ level: 'silent' });

interface World extends AsyncDisposable {
  readonly folder: string;
  readonly watch: Watch;
  readonly watches: Watches;
  /** Of the facts that the hub is told, in order. */
  told(): string[];
  /** Of them, how it is watched. */
  standings(): { readonly kind: string; readonly beingWritten?: BeingWritten | undefined }[];
  reopen(): Promise<World>;
}

interface WorldOptions {
  readonly openHints?: ((path: string) => FolderHints) | undefined;
  readonly clock?: Clock;
}

async function open(base: string, { openHints, clock = systemClock }: WorldOptions = {}): Promise<World> {
  const [state, folder] = [join(base, 'state'), join(base, 'root', 'in')];
  for (const path of [state, folder]) await mkdir(path, { recursive: true });
  const database = openNodeDatabase(state);
  const outbox = new ReportOutbox(database);
  const roots = openRoots([{ path: join(base, 'root'), isReadOnly: false }]);
  const watches = new Watches({ database, outbox, roots, clock, log, openHints });
  const close = async (): Promise<void> => {
    await watches[Symbol.asyncDispose]();
    if (database.open) database.close();
  };
  watches.start();
  return {
    folder,
    watch: { name: 'incoming', folder, settleSeconds: 1 },
    watches,
    told: () =>
      outbox.nextBatch().map((report) => {
        if (!('watch' in report)) throw new Error('a report of a transfer');
        return report.fact.kind === 'watch-fired' ? 'fired' : report.fact.standing.kind;
      }),
    standings: () =>
      outbox
        .nextBatch()
        .flatMap((report) => ('watch' in report && report.fact.kind === 'watch-stands' ? [report.fact.standing] : [])),
    reopen: async () => {
      await close();
      return await open(base, { openHints, clock });
    },
    [Symbol.asyncDispose]: close,
  };
}

const fired = (world: World): number => world.told().filter((fact) => fact === 'fired').length;

it('fires when a file has settled, also in a folder that is new, and not for what goes away', async () => {
  await using temp = await tempFolder();
  await using world = await open(temp.path);
  await world.watches.keep([world.watch]);
  await until(() => world.told().includes('events'));
  expect(fired(world)).toBe(0);
  await writeFile(join(world.folder, 'a'), 'a');
  await until(() => fired(world) === 1, { what: 'a file' });
  await mkdir(join(world.folder, 'deep/er'), { recursive: true });
  await writeFile(join(world.folder, 'deep/er/b'), 'b');
  await until(() => fired(world) === 2, { what: 'a file in a new folder' });
  await rm(join(world.folder, 'a'));
  await appendFile(join(world.folder, 'deep/er/b'), 'more');
  await until(() => fired(world) === 3, { what: 'a file that was changed' });
  await chmod(join(world.folder, 'deep/er/b'), 0o600);
  await until(() => fired(world) === 4, { what: 'one that a transfer may just have left out for its mode' });
});

it('fires for a folder that was moved in with old files, and not for our own unfinished files', async () => {
  await using temp = await tempFolder();
  await using world = await open(temp.path);
  await mkdir(join(temp.path, 'root/batch'));
  await writeFile(join(temp.path, 'root/batch/old'), 'old');
  await world.watches.keep([world.watch]);
  await until(() => world.told().includes('events'));
  await writeFile(join(world.folder, '.lh-abcdabcdefghijklmnopqrst.partial'), 'half');
  await rename(join(temp.path, 'root/batch'), join(world.folder, 'batch'));
  await until(() => fired(world) === 1);
});

it('does not fire while a file grows, but for the others', async () => {
  await using temp = await tempFolder();
  await using world = await open(temp.path);
  await world.watches.keep([world.watch]);
  const grows = new AbortController();
  const writer = (async () => {
    while (!grows.signal.aborted) {
      await appendFile(join(world.folder, 'grows'), 'x');
      await systemClock.sleep(20, grows.signal).catch(() => undefined);
    }
  })();
  await writeFile(join(world.folder, 'whole'), 'whole');
  await until(() => fired(world) === 1, { what: 'the whole one' });
  grows.abort();
  await writer;
  await until(() => fired(world) === 2, { what: 'the one that grew' });
});

it('a file that a program has open for writing does not count, however long it pauses, and is named until it is closed', async () => {
  await using temp = await tempFolder();
  await using world = await open(temp.path);
  await using writer = await slowWriter(join(world.folder, 'slow'));
  await world.watches.keep([world.watch]);
  const written = () => world.standings().at(-1)?.beingWritten;
  await until(() => written()?.first === 'slow', { what: 'the file is named' });
  await writeFile(join(world.folder, 'whole'), 'whole');
  await until(() => fired(world) === 1, { what: 'the whole one' });
  expect(written()).toEqual({ files: 1, first: 'slow' });
  await writer.finish();
  await until(() => fired(world) === 2, { what: 'the one that was closed' });
  await until(() => written() === undefined);
});

it('sees at its start what came while it was away, once, and fires for nothing that it has fired for', async () => {
  await using temp = await tempFolder();
  await using first = await open(temp.path);
  await first.watches.keep([first.watch]);
  await writeFile(join(first.folder, 'a'), 'a');
  await until(() => fired(first) === 1);
  await using same = await first.reopen();
  await same.watches.keep([same.watch]);
  await writeFile(join(same.folder, 'b'), 'b');
  await until(() => fired(same) === 2, { what: 'what came after the start, and nothing for what was known' });
  await using again = await same.reopen();
  await again.watches.keep([]);
  await writeFile(join(again.folder, 'c'), 'c');
  await using last = await again.reopen();
  await last.watches.keep([last.watch]);
  await until(() => fired(last) === 3, { what: 'a watch that begins anew' });
});

it('fires once more when the clock was set back: what had settled may not have for the transfer', async () => {
  await using temp = await tempFolder();
  let backMs = 0;
  const clock = { ...systemClock, now: () => Date.now() - backMs };
  await using world = await open(temp.path, { clock });
  for (const name of ['stays', 'goes']) await writeFile(join(world.folder, name), name);
  await world.watches.keep([world.watch]);
  await until(() => fired(world) === 1 && world.told().includes('events'));
  backMs = 2000;
  await rm(join(world.folder, 'goes'));
  await until(() => fired(world) === 2);
});

it('looks every so often where the kernel watches no more, and says why', async () => {
  class NoRoom extends FolderHints {
    override async start(): Promise<void> {}
    override get failure(): Fault {
      return new Fault('watch-limit', 'the kernel watches no more folders for this account');
    }
  }
  await using temp = await tempFolder();
  await using world = await open(temp.path, { openHints: (path) => new NoRoom(path) });
  await world.watches.keep([world.watch]);
  await until(() => world.told().includes('looks'));
  await writeFile(join(world.folder, 'a'), 'a');
  await until(() => fired(world) === 1);
});

it('says that a folder cannot be watched, and watches it when it can', async () => {
  await using temp = await tempFolder();
  await using world = await open(temp.path);
  await mkdir(join(temp.path, 'elsewhere'));
  await symlink(join(temp.path, 'elsewhere'), join(world.folder, 'link'));
  const through = { ...world.watch, name: 'through', folder: join(world.folder, 'link') };
  const outside = { ...world.watch, name: 'outside', folder: join(temp.path, 'elsewhere') };
  await world.watches.keep([through, outside]);
  await until(() => world.told().filter((fact) => fact === 'failing').length === 2);
  await writeFile(join(temp.path, 'elsewhere/a'), 'a');
  await world.watches.keep([world.watch]);
  await writeFile(join(world.folder, 'b'), 'b');
  await until(() => fired(world) === 1);
});
