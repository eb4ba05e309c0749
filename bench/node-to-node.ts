/**
 * How fast do files go from node to node? Two nodes as two processes on this machine, memory to memory, with everything that
 * a transfer has: scan of both sides, backlog, audit logs, blake3 on both sides, temporary names and renames. Beside them, in
 * turn: the same bytes through a bare TLS socket of Node, which reads and writes no file; what people use over ssh, to a
 * daemon on the same machine; and the same nodes with a simulated long line between them, which itself takes half a
 * processor and comes before all others. Each finds memory that was just used (measure/warm-memory.ts). Medians; `x` says
 * how many times as long it took.
 *
 *   npm run bench -- node-to-node [--write] [--rounds 3] [--scale 1] [--only NAME] [--place /dev/shm]
 *
 * Needs 14 GiB in the place at `--scale 1`, and root for the long line and for Debian's packages where they are missing.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { costOf } from './measure/cost.ts';
import { type MixedTree, makeTree, type Tree } from './measure/make-tree.ts';
import { median } from './measure/median.ts';
import { benchOptions } from './measure/options.ts';
import { warmMemory } from './measure/warm-memory.ts';
import { openLink } from './node-to-node/link.ts';
import { here, type Measured, TwoProcesses } from './node-to-node/nodes.ts';
import { openSsh } from './node-to-node/ssh.ts';
import { installMissing } from './peers/debian.ts';

const { rounds, scale, isAsked, place: above } = benchOptions();

interface Near {
  readonly name: string;
  readonly tree: Tree | MixedTree;
  /** How many times as long a program should take as the nodes. */
  readonly goals: Readonly<Record<string, number>>;
}

const scaled = (files: number): number => Math.max(1, Math.round(files * scale));
const twice = { 'rsync -a over ssh': 2, 'rclone copy to sftp': 2, 'scp -r': 2, 'bare TLS socket': 0.8 };
const small: Tree = { files: scaled(20_000), bytes: 16 * 1024 };
const near: readonly Near[] = [
  {
    name: '400 x 1-20 MB',
    // Sizes spread evenly, in an order that mixes them.
    tree: { files: scaled(400), bytes: (file) => 1_000_000 + ((file * 37) % 100) * 192_000 },
    goals: twice,
  },
  { name: '1 x 4 GiB', tree: { files: 1, bytes: Math.round(scale * 2 ** 32) }, goals: twice },
  { name: '20,000 x 16 KiB', tree: small, goals: { 'rsync -a over ssh': 1.5, 'rclone copy to sftp': 5 } },
];
const far = [
  { name: '20,000 x 16 KiB over 40 ms', tree: small, megabits: 1000, lost: 0 },
  // Half of the near speed is as much as the line above carries: here the distance alone is in the way.
  { name: '20,000 x 16 KiB over 40 ms, 10 Gbit/s', tree: small, megabits: 10_000, lost: 0 },
  {
    name: '2 GiB over 40 ms with 0.1 % loss',
    tree: { files: 1, bytes: Math.round(scale * 2 ** 31) },
    megabits: 1000,
    lost: 10,
  },
] as const;
const roundTripMs = 40;

const place = mkdtempSync(join(above, 'longhaul-nodes-'));
const [source, target] = [join(place, 'source'), join(place, 'target')];
mkdirSync(target);
const nearSmallSeconds: number[] = [];

async function measureNear({ name, tree, goals }: Near): Promise<void> {
  const bytes = makeTree(tree, source);
  await using ssh = await openSsh(mkdtempSync(join(place, 'ssh-')));
  await using nodes = await TwoProcesses.start(place, here);
  const commands = Object.entries(ssh.commands({ source, target: join(target, 'peer') }));
  const own: Measured[] = [];
  const bare: Measured[] = [];
  const peers = new Map<string, number[]>();
  // The first round only warms up.
  for (let round = 0; round <= rounds; round += 1) {
    warmMemory(place, bytes);
    const [moved, sent] = [await nodes.move(), await nodes.bare(bytes)];
    if (round === 0) continue;
    own.push(moved);
    bare.push(sent);
    for (const [program, command] of commands) {
      if (goals[program] === undefined) continue;
      warmMemory(place, bytes);
      peers.set(program, [...(peers.get(program) ?? []), costOf(command).wall]);
      rmSync(join(target, 'peer'), { recursive: true });
    }
  }
  const ownSeconds = own.map(({ seconds }) => seconds);
  if (tree === small) nearSmallSeconds.push(...ownSeconds);
  say({ name, program: 'longhaul, node to node', seconds: ownSeconds, bytes, files: tree.files, cpu: own });
  const others: [string, readonly number[]][] = [['bare TLS socket', bare.map(({ seconds }) => seconds)], ...peers];
  for (const [program, seconds] of others) {
    const ratio = median(seconds) / median(ownSeconds);
    say({
      name,
      program,
      seconds,
      bytes,
      files: tree.files,
      cpu: program === 'bare TLS socket' ? bare : undefined,
      ratio,
      goal: goals[program],
    });
  }
  rmSync(source, { recursive: true });
}

async function measureFar({ name, tree, megabits, lost }: (typeof far)[number]): Promise<void> {
  const bytes = makeTree(tree, source);
  await using link = await openLink({ folder: place, roundTripMs, megabits, lost });
  await using nodes = await TwoProcesses.start(place, link.ends);
  const own: Measured[] = [];
  for (let round = 0; round < rounds; round += 1) {
    warmMemory(place, bytes);
    own.push(await nodes.move());
  }
  const seconds = own.map((one) => one.seconds);
  const ofLink = (bytes * 8) / 1e6 / megabits / median(seconds);
  const streams = Math.max(...own.map((one) => one.streams));
  const program = `longhaul, ${streams} connections`;
  const row = { name, program, seconds, bytes, files: tree.files, cpu: own };
  if (tree !== small) say({ ...row, ofLink, goal: 0.85 });
  else if (nearSmallSeconds.length === 0) say({ ...row, ofLink });
  else say({ ...row, ofLink, ratio: median(nearSmallSeconds) / median(seconds), goal: 0.5 });
  rmSync(source, { recursive: true });
}

interface Row {
  readonly name: string;
  readonly program: string;
  readonly seconds: readonly number[];
  readonly bytes: number;
  readonly files: number;
  readonly cpu: readonly Measured[] | undefined;
  readonly ratio?: number;
  readonly ofLink?: number;
  readonly goal?: number | undefined;
}

function say({ name, program, seconds, bytes, files, cpu, ratio, ofLink, goal }: Row): void {
  const wall = median(seconds);
  const reached = ratio ?? ofLink ?? Number.NaN;
  const cells = [
    scale === 1 ? name : `${name}, times ${scale}`,
    program,
    wall.toFixed(2),
    (bytes / 1e6 / wall).toFixed(0),
    (files / wall).toFixed(0),
    cpu === undefined ? '' : median(cpu.map((one) => one.cpuSeconds)).toFixed(2),
    [
      ratio === undefined ? [] : `x ${ratio.toFixed(2)}`,
      ofLink === undefined ? [] : `${(ofLink * 100).toFixed(0)} % of the link`,
    ]
      .flat()
      .join(', '),
    goal === undefined ? '' : `${goal} ${reached >= goal ? 'met' : 'missed'}`,
    seconds.map((one) => one.toFixed(2)).join(' '),
  ];
  console.log(`| ${cells.join(' | ')} |`);
}

installMissing(['rsync', 'rclone']);
console.log('| data | program | wall s | MB/s | files/s | CPU s | against longhaul | goal | each round |');
console.log('| --- | --- | --- | --- | --- | --- | --- | --- | --- |');
try {
  for (const one of near.filter(({ name }) => isAsked(name))) await measureNear(one);
  for (const one of far.filter(({ name }) => isAsked(name))) await measureFar(one);
} finally {
  rmSync(place, { recursive: true, force: true });
}
