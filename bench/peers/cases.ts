/** What is compared, and how many times as long as longhaul each peer should take. */
import type { Tree } from '../measure/make-tree.ts';

export interface Case {
  readonly name: string;
  readonly tree: Tree;
  /** Program -> the goal. */
  readonly peers: Readonly<Record<string, number>>;
  /** Everything was copied before, and nothing has changed. */
  readonly isSecondRun: boolean;
}

const tiny: Tree = { files: 200_000, bytes: 1024 };
const rclone16 = 'rclone copy --transfers 16';

export const cases: readonly Case[] = [
  {
    name: '4 x 1 GiB',
    tree: { files: 4, bytes: 2 ** 30 },
    peers: { 'rsync -a': 1.5, 'rclone copy': 4 },
    isSecondRun: false,
  },
  {
    name: '20,000 x 16 KiB',
    tree: { files: 20_000, bytes: 16 * 1024 },
    peers: { 'rsync -a': 1.2, [rclone16]: 2.5 },
    isSecondRun: false,
  },
  { name: '200,000 x 1 KiB', tree: tiny, peers: { 'rsync -a': 1, [rclone16]: 3 }, isSecondRun: false },
  { name: '200,000 files, nothing to do', tree: tiny, peers: { 'rsync -a': 1 }, isSecondRun: true },
];

/** Only its memory is looked at. */
export const memoryCase: Case = {
  name: '1,000,000 empty files',
  tree: { files: 1_000_000, bytes: 0 },
  peers: {},
  isSecondRun: false,
};

interface Places {
  readonly longhaul: string;
  readonly source: string;
  readonly target: string;
  readonly backlog: string;
}

export const programs: Readonly<Record<string, (places: Places) => readonly string[]>> = {
  'longhaul': ({ longhaul, source, target, backlog }) => [longhaul, 'sync', '--quiet', '--db', backlog, source, target],
  'rsync -a': ({ source, target }) => ['rsync', '-a', `${source}/`, target],
  'rclone copy': ({ source, target }) => ['rclone', 'copy', source, target],
  [rclone16]: ({ source, target }) => ['rclone', 'copy', '--transfers', '16', source, target],
  'cp -a': ({ source, target }) => ['cp', '-a', source, target],
};
