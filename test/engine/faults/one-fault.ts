/** One run in which one call fails once, and what is wrong with how it ended: nothing, if all is well. */
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { Backlog } from '../../../src/engine/backlog/backlog.ts';
import { temporaryNames } from '../../../src/engine/disk/temporary-name.ts';
import type { RunEvent, RunSummary } from '../../../src/engine/run/run-event.ts';
import { type RunOptions, runOptions } from '../../../src/engine/run/run-options.ts';
import { TransferOptions } from '../../../src/model/transfer-options.ts';
import { asFault, type Fault } from '../../../src/runtime/fault.ts';
import { shownName } from '../../../src/runtime/names.ts';
import { makeSparseFile } from '../../harness/sparse-file.ts';
import { run } from '../run/run.ts';
import { type TemporaryFolder, temporaryFolder } from '../temporary-folder.ts';
import { makeTree, readTree, spreadTimes } from '../tree.ts';
import { type FaultOrder, orderVariable } from './failing-libc.ts';

export type Errno = Extract<FaultOrder, { kind: 'fail' }>['errno'];

/** The ways of writing. What the first one calls, the others call too, and more. */
export const ways = ['plain', 'verify', 'inplace', 'below', 'apart', 'slow'] as const;
export type Way = (typeof ways)[number];

function optionsOf(way: Way, place: TemporaryFolder): Partial<RunOptions> {
  const partialDirs: Partial<Record<Way, string>> = { below: '.unfinished', apart: place.at('apart') };
  const partialDir = partialDirs[way];
  const wish = { verify: way === 'verify', inplace: way === 'inplace', partialDir };
  return runOptions(TransferOptions.parse(wish), [place.at('source'), place.at('destination')]);
}

export interface FaultCase {
  readonly place: string;
  readonly errno: Errno;
  readonly way: Way;
}

export interface FaultResult {
  readonly place: string;
  readonly errno: Errno;
  readonly isReached: boolean;
  readonly problems: readonly string[];
}

const hangMs = 60_000;
const extras = ['extra', 'gone/with/it'];
const old = {
  'old.bin': 'as it was',
  'nested/deep/old': 'as it was',
  'large.bin': 'as it was',
  'holes': 'as it was',
};

/** More than lane and scans take before they know how fast the disk is. */
const many = Object.fromEntries(Array.from({ length: 8 }, (_, at) => [`a${at}`, 'one of the first']));
const manyFolders = Object.fromEntries(Array.from({ length: 8 }, (_, at) => [`z${at}/in/file`, 'one of the last']));

/** A tree that leads a mirror through every way it knows. */
function preparePlace(): TemporaryFolder {
  const place = temporaryFolder();
  makeTree(place.at('source'), {
    ...many,
    ...manyFolders,
    'large.bin': Buffer.alloc(1_300_000, 'large '),
    'old.bin': 'new content',
    'small': 'small',
    'nested/deep/old': 'new content',
    'nested/file': 'x',
    'hollow/': '',
    'link': { link: 'small' },
    'same': 'same',
  });
  makeSparseFile(place.at('source/holes'), { size: 300_000, data: [[131_072, 4096]] });
  makeTree(place.at('destination'), { ...old, extra: 'e', 'gone/with/it': 'g' });
  spreadTimes(place.at('source'));
  const roots = [place.at('source'), place.at('destination')].map((path) => Buffer.from(path));
  const [sourceRoot = Buffer.alloc(0), destinationRoot = Buffer.alloc(0)] = roots;
  using backlog = Backlog.open({ file: place.at('backlog.db'), sourceRoot, destinationRoot });
  const leftover = temporaryNames(backlog.temporaryKey)(Buffer.from('left')).subarray(0, -1);
  makeTree(place.at('destination'), { [`nested/${leftover.toString('latin1')}`]: 'left by a run that was killed' });
  return place;
}

/** Every place of such a run that calls libc. */
export async function findPlaces(way: Way): Promise<string[]> {
  using place = preparePlace();
  const file = place.at('places');
  await runArmed(place, { order: { kind: 'record', isSlow: way === 'slow', file }, way });
  return [...new Set(readFileSync(file, 'utf8').trimEnd().split('\n'))].sort();
}

export async function tryFault({ place: where, errno, way }: FaultCase): Promise<FaultResult> {
  using place = preparePlace();
  const marker = place.at('marker');
  const end = await runArmed(place, {
    order: { kind: 'fail', isSlow: way === 'slow', place: where, errno, marker },
    way,
  });
  const isReached = existsSync(marker);
  const problems = isReached ? judge(place, end, { place: where, errno, way }) : [];
  if (problems.length === 0) problems.push(...(await confirmNextRun(place, { place: where, errno, way })));
  return { place: where, errno, isReached, problems };
}

interface End {
  readonly summary: RunSummary | undefined;
  readonly fault: Fault | undefined;
  readonly isHanging: boolean;
  readonly events: readonly RunEvent[];
}

async function runArmed(
  place: TemporaryFolder,
  { order, way }: { readonly order: FaultOrder | undefined; readonly way: Way },
): Promise<End> {
  const events: RunEvent[] = [];
  // Its threads take a copy of the environment as it is now.
  process.env[orderVariable] = order === undefined ? '' : JSON.stringify(order);
  const ended = run(place, {
    ...optionsOf(way, place),
    retries: 0,
    deleteExtras: true,
    maxDelete: { kind: 'share', share: 1 },
    blockSizeBytes: 524_288,
    onEvent: (event) => events.push(event),
  }).then(
    (summary) => ({ summary, fault: undefined, isHanging: false }),
    (thrown: unknown) => ({ summary: undefined, fault: asFault(thrown), isHanging: false }),
  );
  process.env[orderVariable] = '';
  const hanging = delay(hangMs, { summary: undefined, fault: undefined, isHanging: true }, { ref: false });
  return { ...(await Promise.race([ended, hanging])), events };
}

function judge(
  place: TemporaryFolder,
  { fault, isHanging, events }: End,
  { place: where, errno, way }: FaultCase,
): string[] {
  const problems: string[] = [];
  if (isHanging) return ['hangs'];
  if (fault?.code === 'internal') problems.push(`ended as internal: ${fault.message}`);
  // Every code that is tried has a name of its own.
  if (fault?.code === 'file-system') problems.push(`ended without a name: ${fault.message}`);
  const reasons = events.flatMap((event) => (event.kind === 'file-failed' ? [event] : []));
  for (const { path, reason } of reasons)
    if (['internal', 'file-system'].includes(reason.code))
      problems.push(`${path} failed as ${reason.code}: ${reason.message}`);
  // A file of which the system says that it does not exist is not one that failed.
  const isNamed = (path: string) => {
    const shown = shownName(Buffer.from(path, 'latin1'));
    if (fault !== undefined || (errno === 'ENOENT' && !where.includes('destination'))) return true;
    return reasons.some((one) => one.path === '' || shown === one.path || shown.startsWith(`${one.path}/`));
  };
  const source = readTree(place.at('source'));
  const destination = readTree(place.at('destination'));
  for (const [path, wanted] of Object.entries(source)) {
    const there = destination[path];
    const isWhole = there?.kind === wanted.kind && there.content === wanted.content;
    const isDone = isWhole && there.mtimeNs === wanted.mtimeNs;
    if (!isDone && !isNamed(path) && (wanted.kind !== 'folder' || !reasons.some((one) => one.path.startsWith(path))))
      problems.push(`${path} is not as at the source, and nobody said so`);
    const isOld = there?.content === (old as Record<string, string>)[path];
    // In place there is no other way, but everybody can see it.
    const isTold = way === 'inplace' && there?.content.length !== wanted.content.length;
    if (there !== undefined && wanted.kind === 'file' && !isWhole && !isOld && !isTold)
      problems.push(`${path} is half`);
  }
  for (const path of Object.keys(destination)) {
    // What does not exist, says the system, is not there to be removed.
    const isExtra = extras.includes(path) && errno !== 'ENOENT';
    if (isExtra && !isNamed(path) && !reasons.some((one) => one.path.startsWith('gone')))
      problems.push(`${path} was not removed, and nobody said so`);
    // A run that ended before its scan leaves what it found.
    const mayStay = fault !== undefined || where.startsWith('unlinkat') || where.includes('destination scan');
    if (path.endsWith('.partial') && !mayStay) problems.push(`${path} was left behind`);
  }
  return problems;
}

async function confirmNextRun(place: TemporaryFolder, { place: where, errno, way }: FaultCase): Promise<string[]> {
  // The files that try the times of the file system, and renames, are no backlog's own: a scan removes them after a day.
  // An empty folder for unfinished files of which the file system says that it is gone is not looked for again.
  const mayStay = (path: string) =>
    (path.endsWith('.partial') && /^unlinkat.*(findMtimeGrain|renameProbe)/.test(where)) ||
    (path.endsWith('/.unfinished') && errno === 'ENOENT' && where.includes('tidyPassing'));
  const { fault, summary, isHanging } = await runArmed(place, { order: undefined, way });
  if (isHanging) return ['the next run hangs'];
  if (fault !== undefined) return [`the next run ends with ${fault.code}: ${fault.message}`];
  if (summary?.failed.files !== 0) return ['the next run has failures'];
  const [source, destination] = [readTree(place.at('source')), readTree(place.at('destination'))];
  const different = [...new Set([...Object.keys(source), ...Object.keys(destination)])].filter((path) => {
    if (mayStay(path)) return false;
    const [one, other] = [source[path], destination[path]];
    return one?.content !== other?.content || one?.mtimeNs !== other?.mtimeNs || one?.kind !== other?.kind;
  });
  return different.map((path) => {
    const [wanted, there] = [source[path], destination[path]].map((entry) => entry && `${entry.kind} ${entry.mtimeNs}`);
    return `after the next run ${path} is still different: ${wanted} at the source, ${there} at the destination`;
  });
}
