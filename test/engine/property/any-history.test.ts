import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RunEvent, RunSummary } from '../../../src/engine/run/run-event.ts';
import { runOptions } from '../../../src/engine/run/run-options.ts';
import { checksumNames, TransferOptions } from '../../../src/model/transfer-options.ts';
import { type Started, startSync } from '../../sync/sync.ts';
import { type FaultOrder, orderVariable } from '../faults/failing-libc.ts';
import { type RunInput, run } from '../run/run.ts';
import { mirrored } from './mirror.ts';
import { isUnfinished, type Step, step, World } from './world.ts';

/** `LONGHAUL_PROPERTY_SECONDS=600 npx vitest run test/engine/property` looks for longer. */
const seconds = Number(process.env['LONGHAUL_PROPERTY_SECONDS'] ?? '14');

const options = fc.record({
  checksum: fc.constantFrom(...checksumNames),
  blockSizeBytes: fc.constantFrom(65_536, 1_048_576, 5_242_880),
  queueCapacity: fc.constantFrom(2, 3, 20),
  deleteExtras: fc.boolean(),
  rescan: fc.boolean(),
  verify: fc.boolean(),
  inplace: fc.boolean(),
  partialDir: fc.constantFrom(undefined, '.unfinished'),
});
type Options = typeof options extends fc.Arbitrary<infer Value> ? Value : never;

const round = fc.record({
  source: fc.array(step, { maxLength: 12 }),
  destination: fc.array(step, { maxLength: 2 }),
  options,
  isSlow: fc.boolean(),
  /** Milliseconds after the first sign of life; undefined lets it end. */
  killAfterMs: fc.option(fc.integer({ min: 0, max: 250 }), { nil: undefined }),
});
type Round = typeof round extends fc.Arbitrary<infer Value> ? Value : never;

/** What goes together of them. */
const together = ({ verify, checksum, inplace, partialDir }: Options) => ({
  verify: verify && checksum !== 'none',
  inplace: inplace && partialDir === undefined,
  partialDir,
});

const asInput = (given: Options): RunInput => ({
  ...runOptions(TransferOptions.parse({ ...given, ...together(given) }), []),
  retries: 0,
  maxDelete: { kind: 'share', share: 1 },
});

function asFlags(given: Options): string[] {
  const { checksum, blockSizeBytes, queueCapacity, deleteExtras, rescan } = given;
  const flags = ['--checksum', checksum, '--block-size', `${blockSizeBytes}`, '--queue-capacity', `${queueCapacity}`];
  if (deleteExtras) flags.push('--delete-extras', '--max-delete', '100%');
  if (rescan) flags.push('--rescan');
  const { verify, inplace, partialDir } = together(given);
  if (verify) flags.push('--verify');
  if (inplace) flags.push('--inplace');
  if (partialDir !== undefined) flags.push('--partial-dir', partialDir);
  return flags;
}

/** A disk on which every call takes long: the lane and the scans for slow disks are taken. */
const slowDisk = {
  NODE_OPTIONS: `--import ${new URL('../faults/failing-libc.ts', import.meta.url).href}`,
  [orderVariable]: JSON.stringify({ kind: 'none', isSlow: true } satisfies FaultOrder),
  UV_THREADPOOL_SIZE: '32',
};

/** More small files than the lane copies before it knows how fast the disk is. */
const manyFiles = (round: number): Step[] =>
  Array.from({ length: 20 }, (_, at) => ({
    kind: 'write',
    at: ['!', `${at % 3}`, `${at}`],
    size: at,
    isSparse: false,
    timeNs: BigInt(round),
  }));

function startOn({ place }: World, isSlow: boolean, args: readonly string[]): Started {
  const files = ['--db', 'backlog.db', '--log', 'audit.jsonl', 'source', 'destination'];
  return startSync(place, ['--json', '--retries', '0', ...args, ...files], isSlow ? slowDisk : {});
}

async function runKilled(world: World, { options: given, isSlow }: Round, afterMs: number): Promise<void> {
  const { child, ended, saw } = startOn(world, isSlow, ['--bwlimit', '8M', ...asFlags(given)]);
  await Promise.race([saw('"event"'), ended]).catch(() => {});
  await Promise.race([delay(afterMs), ended]);
  child.kill('SIGKILL');
  const { code, signal, stderr } = await ended;
  // It may have been quicker, and an emptied source is refused.
  expect([code, signal, stderr]).toSatisfy(() => signal === 'SIGKILL' || [0, 1, 5].includes(code ?? -1));
}

async function runWhole({ place }: World, input: RunInput): Promise<RunSummary | undefined> {
  try {
    return await run(place, input);
  } catch (thrown) {
    expect(thrown).toMatchObject({ code: 'source-empty' });
    return undefined;
  }
}

interface Run {
  /** Whether every file went well. */
  readonly isWell: boolean;
  /** What failed, for whoever reads that a test did. */
  readonly said: string;
}

async function runSlow(world: World, given: Options): Promise<Run> {
  const { code, stdout, stderr } = await startOn(world, true, asFlags(given)).ended;
  expect([code, stderr]).toSatisfy(() => code === 0 || code === 1);
  const failed = stdout.split('\n').filter((line) => line.includes('"file-failed"'));
  return { isWell: code === 0, said: [...failed, stderr].join('\n') };
}

async function runQuick(world: World, given: Options): Promise<Run> {
  const failed: RunEvent[] = [];
  const onEvent = (event: RunEvent) => void (event.kind === 'file-failed' && failed.push(event));
  const summary = await runWhole(world, { ...asInput(given), onEvent });
  return { isWell: summary?.failed.files === 0, said: JSON.stringify(failed) };
}

async function live(world: World, round: Round): Promise<void> {
  const { source, destination, options: given, killAfterMs, isSlow } = round;
  if (isSlow) world.change('source', manyFiles(source.length));
  world.change('source', source);
  world.change('destination', destination);
  if (killAfterMs !== undefined) await runKilled(world, round, killAfterMs);
  else if (isSlow) await runSlow(world, given);
  else await runWhole(world, asInput(given));
  // What is written in place is half when the program is killed.
  if (killAfterMs !== undefined && together(given).inplace) world.acceptDestination();
  expect(world.unlawful()).toEqual([]);
  expect(world.isOutsideUntouched).toBe(true);
}

async function confirmMirror(world: World, given: Options, isSlow: boolean): Promise<void> {
  if (isSlow) world.change('source', manyFiles(-1));
  const source = world.tree('source');
  const before = Object.entries(world.tree('destination')).filter(([path]) => !isUnfinished(path));
  const { tree, hasClash } = mirrored(source, Object.fromEntries(before));
  const whole: Options = { ...given, deleteExtras: true, rescan: true };
  const { isWell, said } = isSlow ? await runSlow(world, whole) : await runQuick(world, whole);
  const after = world.tree('destination');
  expect(Object.keys(after).sort(), said).toEqual(Object.keys(tree).sort());
  for (const [path, { kind, content, mtimeNs }] of Object.entries(tree)) {
    const isAsModelled = after[path]?.kind === kind && after[path].content === content;
    expect([path, isAsModelled, after[path]?.mtimeNs], said).toEqual([path, true, mtimeNs ?? after[path]?.mtimeNs]);
  }
  expect(isWell, said).toBe(!hasClash);
  if (hasClash) return;
  const files = Object.values(source).filter(({ kind }) => kind !== 'folder').length;
  expect(await runWhole(world, asInput(whole))).toMatchObject({
    copied: { files: 0 },
    skipped: { files },
    failed: { files: 0 },
  });
}

const history = fc.asyncProperty(
  fc.array(round, { minLength: 1, maxLength: 4 }),
  options,
  fc.boolean(),
  async (rounds, last, isSlow) => {
    using world = new World();
    for (const one of rounds) await live(world, one);
    // A folder that only the destination has stays where it holds one for unfinished files.
    await confirmMirror(world, { ...last, partialDir: undefined }, isSlow);
  },
);

test(
  'whatever happened before, the trees changed and the program killed, a mirror ends as the model says',
  async () => {
    const until = performance.now() + seconds * 1000;
    // At least one whole history, however slow the machine is.
    do await fc.assert(history, { numRuns: 1 });
    while (performance.now() < until);
  },
  600_000 + seconds * 1000,
);
