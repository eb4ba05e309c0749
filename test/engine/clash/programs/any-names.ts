/**
 * `any-names.ts FOLDER SECONDS`: trees whose names are spellings of each other, sent one after the other into FOLDER, which
 * folds them (folding-libc.ts). Throws with the shortest history that does not end as it should.
 */
import { mkdirSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { RunEvent, RunSummary } from '../../../../src/engine/run/run-event.ts';
import { run } from '../../run/run.ts';
import { type TemporaryFolder, temporaryFolder } from '../../temporary-folder.ts';
import { makeTree, readTree } from '../../tree.ts';

const [below = '', seconds = '5'] = process.argv.slice(2);

const latin1 = (name: string) => Buffer.from(name).toString('latin1');
const fileName = fc.constantFrom('a', 'A', 'b', 'e\u0301', '\u00e9', '\u00c9', '7').map(latin1);
const folderName = fc.constantFrom('d', 'D', '\u00f6', 'o\u0308').map(latin1);
const path = fc.tuple(fc.array(folderName, { maxLength: 2 }), fileName).map((names) => names.flat().join('/'));
const tree = fc.dictionary(path, fc.constantFrom('1', '2', 'three'), { maxKeys: 7 });
const round = fc.record({ tree, deleteExtras: fc.boolean() });

type Files = Readonly<Record<string, string>>;

/** The folding that the destination is given. */
const folded = (name: string) => Buffer.from(name, 'latin1').toString().normalize('NFD').toLowerCase();

let histories = 0;

const history = fc.asyncProperty(fc.array(round, { minLength: 1, maxLength: 3 }), async (rounds) => {
  using place = temporaryFolder();
  histories += 1;
  const destination = join(below, `${histories}`);
  mkdirSync(destination);
  symlinkSync(destination, place.at('destination'));
  for (const { tree: source, deleteExtras } of rounds) {
    fillSource(place, source);
    const before = filesOf(destination);
    const first = await mirror(place, deleteExtras);
    const after = filesOf(destination);
    judge({ source, before, after, failed: first.failed, deleteExtras });
    const second = await mirror(place, deleteExtras);
    agree('the next run fails the same', second.failed, first.failed);
    agree('the next run copies nothing', second.summary.copied.files, 0);
    agree('the next run changes nothing', filesOf(destination), after);
  }
});

/** The same content comes with the same time. */
function fillSource(place: TemporaryFolder, files: Files): void {
  rmSync(place.at('source'), { recursive: true, force: true });
  makeTree(place.at('source'), files);
  for (const [name, content] of Object.entries(files)) {
    const time = 1_000_000_000 + content.charCodeAt(0);
    utimesSync(Buffer.from(join(latin1(place.at('source')), name), 'latin1'), time, time);
  }
}

async function mirror(
  place: TemporaryFolder,
  deleteExtras: boolean,
): Promise<{ readonly summary: RunSummary; readonly failed: readonly string[] }> {
  const events: RunEvent[] = [];
  const summary = await run(place, {
    deleteExtras,
    maxDelete: { kind: 'share', share: 1 },
    rescan: true,
    onEvent: (event) => events.push(event),
  });
  const failed = events.flatMap((event) => {
    if (event.kind !== 'file-failed') return [];
    agree(`${event.path} fails for its name: ${event.reason.message}`, event.reason.code, 'name-clash');
    return [latin1(event.path)];
  });
  return { summary, failed: failed.sort() };
}

function filesOf(root: string): Files {
  const entries = Object.entries(readTree(root)).filter(([, { kind }]) => kind === 'file');
  return Object.fromEntries(entries.map(([name, { content }]) => [name, content]));
}

interface Ended {
  readonly source: Files;
  readonly before: Files;
  readonly after: Files;
  readonly failed: readonly string[];
  readonly deleteExtras: boolean;
}

function judge({ source, before, after, failed, deleteExtras }: Ended): void {
  for (const [name, content] of Object.entries(source)) {
    if (!failed.includes(name)) agree(`${name} is there`, after[name], content);
    else if (!isSecond(name, Object.keys(source))) throw new Error(`${name} is one of its kind, and failed`);
  }
  for (const name of Object.keys(source)) {
    const kind = Object.keys(source).filter((other) => folded(other) === folded(name));
    if (kind.every((other) => failed.includes(other)) && !isInSecondFolder(name, Object.keys(source)))
      throw new Error(`of ${kind.join(' and ')} none arrived`);
  }
  for (const [name, content] of Object.entries(after)) {
    if (source[name] !== undefined) continue;
    if (deleteExtras) throw new Error(`${JSON.stringify(name)} is not at the source, and was left`);
    const was = Object.keys(before).find((other) => folded(other) === folded(name));
    agree(`${name} is what it was`, content, was === undefined ? undefined : before[was]);
  }
}

/** Whether another name of the source answers to it, or to a folder that holds it. */
function isSecond(name: string, names: readonly string[]): boolean {
  const parts = name.split('/');
  return parts.some((_, at) => {
    const start = parts.slice(0, at + 1).join('/');
    return names.some((other) => {
      const otherStart = other
        .split('/')
        .slice(0, at + 1)
        .join('/');
      return otherStart !== start && folded(otherStart) === folded(start);
    });
  });
}

function isInSecondFolder(name: string, names: readonly string[]): boolean {
  const folder = name.slice(0, Math.max(0, name.lastIndexOf('/')));
  return folder !== '' && isSecond(folder, names);
}

function agree(what: string, is: unknown, wanted: unknown): void {
  if (JSON.stringify(is) !== JSON.stringify(wanted))
    throw new Error(`${what}: ${JSON.stringify(wanted)}, and is ${JSON.stringify(is)}`);
}

const until = performance.now() + Number(seconds) * 1000;
do await fc.assert(history, { numRuns: 1 });
while (performance.now() < until);
process.stdout.write(`${histories} histories\n`);
