/**
 * Two trees of real files that grow and change as a list of small steps says, and what may lawfully lie at the
 * destination at any moment: a content that the path had in one of the two trees, never half of one.
 */
import {
  closeSync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import fc from 'fast-check';
import { libc } from '../../../src/engine/disk/libc.ts';
import { terminated } from '../../../src/engine/disk/relative-path.ts';
import { putTime } from '../../../src/engine/pipeline/publisher.ts';
import { type TemporaryFolder, temporaryFolder } from '../temporary-folder.ts';
import { readTree, type Seen } from '../tree.ts';

export type Side = 'source' | 'destination';
export type Tree = Readonly<Record<string, Seen>>;

/** Names are byte strings (latin1); `pick` chooses among what is there. */
export type Step =
  | {
      readonly kind: 'write';
      readonly at: readonly string[];
      readonly size: number;
      readonly isSparse: boolean;
      readonly timeNs: bigint;
    }
  | { readonly kind: 'link'; readonly at: readonly string[]; readonly target: string; readonly timeNs: bigint }
  | { readonly kind: 'folder'; readonly at: readonly string[]; readonly timeNs: bigint }
  | { readonly kind: 'touch'; readonly pick: number; readonly timeNs: bigint }
  | { readonly kind: 'remove'; readonly pick: number }
  | { readonly kind: 'move'; readonly pick: number; readonly at: readonly string[] };

const mostFolders = 4;
const isName = (name: string) => name !== '.' && name !== '..' && !/[\0/]/.test(name);
const name = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('a', 'b', 'a-b', 'a b', 'ab', 'A', '-', '.lh-', '\n') },
  {
    weight: 2,
    arbitrary: fc
      .array(fc.integer({ min: 1, max: 255 }), { minLength: 1, maxLength: 8 })
      .map((codes) => String.fromCharCode(...codes))
      .filter(isName),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('x'.repeat(255), '\xff'.repeat(254), Buffer.from('ü漢🎉').toString('latin1')),
  },
);
const at = fc.array(name, { minLength: 1, maxLength: mostFolders });
const timeNs = fc.oneof(
  fc.constantFrom(0n, 1n, -1n, -1_000_000_001n, 999_999_999n, 4_102_444_800_123_456_789n),
  fc.bigInt({ min: -2_000_000_000_000_000_000n, max: 4_000_000_000_000_000_000n }),
);
const size = fc.oneof(
  fc.constantFrom(0, 1, 4096, 65_535, 65_536, 65_537, 1_048_576, 1_048_577),
  fc.integer({ min: 0, max: 20_000 }),
  fc.integer({ min: 1_000_000, max: 3_000_000 }),
);
const isSparse = fc.nat(3).map((number) => number === 0);
const target = fc.constantFrom('a', '../outside/canary', '../../outside', '/nowhere', '.');
const pick = fc.nat();

export const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('write' as const), at, size, isSparse, timeNs }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('link' as const), at, target, timeNs }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('folder' as const), at, timeNs }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('touch' as const), pick, timeNs }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('remove' as const), pick }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('move' as const), pick, at }) },
);

export class World implements Disposable {
  readonly place: TemporaryFolder = temporaryFolder();
  /** By path: what it held at some time, in either tree. */
  readonly #lawful = new Map<string, Set<string>>();
  readonly #usedTimes = new Set<bigint>();
  readonly #outsideBefore: Tree;
  #writes = 0;

  constructor() {
    mkdirSync(this.place.at('source'));
    mkdirSync(this.place.at('outside'));
    writeFileSync(this.place.at('outside/canary'), 'sings');
    this.#outsideBefore = readTree(this.place.at('outside'));
  }

  /** A step that is not possible now (a file where a folder is needed) changes nothing. */
  change(side: Side, steps: readonly Step[]): void {
    for (const one of steps) this.#attempt(() => this.#take(side, one));
    this.#note(side);
  }

  tree(side: Side): Tree {
    return lstatSync(this.place.at(side), { throwIfNoEntry: false }) === undefined ? {} : readTree(this.place.at(side));
  }

  /** Paths at the destination that hold what nobody ever put there. */
  unlawful(): string[] {
    return Object.entries(this.tree('destination')).flatMap(([path, { kind, content }]) => {
      if (kind === 'folder' || isUnfinished(path) || this.#lawful.get(path)?.has(`${kind} ${content}`)) return [];
      return [path];
    });
  }

  /** Whatever lies at the destination now may do so. */
  acceptDestination(): void {
    this.#note('destination');
  }

  get isOutsideUntouched(): boolean {
    const now = readTree(this.place.at('outside'));
    const same = ([path, { content, mtimeNs }]: [string, Seen]) =>
      now[path]?.content === content && now[path].mtimeNs === mtimeNs;
    const before = Object.entries(this.#outsideBefore);
    return Object.keys(now).length === before.length && before.every(same);
  }

  [Symbol.dispose](): void {
    this.place[Symbol.dispose]();
  }

  #note(side: Side): void {
    for (const [path, { kind, content }] of Object.entries(this.tree(side))) {
      const known = this.#lawful.get(path) ?? new Set();
      this.#lawful.set(path, known.add(`${kind} ${content}`));
    }
  }

  #attempt(change: () => void): void {
    try {
      change();
    } catch (thrown) {
      const { code = '' } = thrown as NodeJS.ErrnoException;
      if (!impossible.includes(code)) throw thrown;
    }
  }

  #take(side: Side, one: Step): void {
    switch (one.kind) {
      case 'write':
        this.#writes += 1;
        writeContent(this.#makeRoom(side, one.at), Buffer.alloc(one.size, `${this.#writes} `), one.isSparse);
        this.#setTime(side, one.at.join('/'), one.timeNs);
        return;
      case 'link': {
        const path = this.#makeRoom(side, one.at);
        rmSync(path, { force: true });
        symlinkSync(one.target, path);
        this.#setTime(side, one.at.join('/'), one.timeNs);
        return;
      }
      case 'folder':
        mkdirSync(this.#full(side, one.at.join('/')), { recursive: true });
        this.#setTime(side, one.at.join('/'), one.timeNs);
        return;
      case 'touch':
        this.#pick(side, one.pick, (path) => this.#setTime(side, path, one.timeNs));
        return;
      case 'remove':
        this.#pick(side, one.pick, (path) => rmSync(this.#full(side, path), { recursive: true }));
        return;
      case 'move':
        this.#pick(side, one.pick, (path) => renameSync(this.#full(side, path), this.#makeRoom(side, one.at)));
        return;
      default:
        one satisfies never;
    }
  }

  #pick(side: Side, number: number, act: (path: string) => void): void {
    const paths = Object.keys(this.tree(side));
    const path = paths[number % paths.length];
    if (path !== undefined) act(path);
  }

  /** Never through a link: a step must not change what lies elsewhere. */
  #makeRoom(side: Side, names: readonly string[]): Buffer {
    for (let depth = 0; depth < names.length; depth += 1) {
      const path = this.#full(side, names.slice(0, depth).join('/'));
      const status = lstatSync(path, { throwIfNoEntry: false });
      if (status === undefined) mkdirSync(path);
      else if (!status.isDirectory()) throw Object.assign(new Error('in the way'), { code: 'ENOTDIR' });
    }
    const path = this.#full(side, names.join('/'));
    if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) rmSync(path);
    return path;
  }

  #full(side: Side, path: string): Buffer {
    return Buffer.concat([Buffer.from(this.place.at(side)), Buffer.from(path === '' ? '' : `/${path}`, 'latin1')]);
  }

  /** Each time only once: equal size and equal time is what "unchanged" means. */
  #setTime(side: Side, path: string, wanted: bigint): void {
    let time = wanted;
    while (this.#usedTimes.has(time)) time += 1_000_003n;
    this.#usedTimes.add(time);
    const times = new BigInt64Array(4);
    putTime(times, 0, time);
    putTime(times, 2, time);
    const symlinkNoFollow = 0x100;
    libc().utimensat(-1, terminated(this.#full(side, path)), times, symlinkNoFollow);
  }
}

/** Of a sparse file the first half is a hole, and the end, too. */
function writeContent(path: Buffer, content: Buffer, isSparse: boolean): void {
  const fd = openSync(path, 'w');
  const middle = Math.floor(content.length / 2);
  if (!isSparse) writeSync(fd, content);
  else writeSync(fd, content, middle, Math.floor(middle / 2), middle);
  ftruncateSync(fd, content.length);
  closeSync(fd);
}

const impossible = [
  'ENOTDIR',
  'EISDIR',
  'ERR_FS_EISDIR',
  'EEXIST',
  'ENOTEMPTY',
  'EINVAL',
  'ENOENT',
  'ENAMETOOLONG',
  'ELOOP',
];

export const isUnfinished = (path: string): boolean => /(^|\/)\.lh-[\w-]{24}\.partial$/.test(path);
