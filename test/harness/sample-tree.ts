/** A tree with everything that makes copying hard, and the look at a tree that two copies are compared by. */
import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import {
  type BigIntStats,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';

export interface SampleOptions {
  readonly path: string;
  /** Plain small files besides the odd ones. */
  readonly smallFiles: number;
  /** Files of this many bytes each, with content that no block of another one has. */
  readonly largeFiles: readonly number[];
}

const oddNames = [
  'a name with  spaces .txt',
  'größe ünïcödé',
  '日本語 報告書',
  '🎬 clip 👩‍👩‍👧.mov',
  'line\nfeed',
  '-starts-with-a-dash',
  '.hidden',
  '"quotes\' \\ $HOME `x` *',
];

export function makeSampleTree({ path, smallFiles, largeFiles }: SampleOptions): void {
  const at = (...names: string[]): string => [path, ...names].join('/');
  mkdirSync(at('nested/a/b/c'), { recursive: true });
  mkdirSync(at('empty folder/inner'), { recursive: true });
  mkdirSync(at('small'));
  for (const name of oddNames) {
    mkdirSync(at('odd', name), { recursive: true });
    writeFileSync(at('odd', name, name), `content of ${name}`);
  }
  writeFileSync(Buffer.concat([Buffer.from(at('not utf-8 ')), Buffer.from([0xff, 0xfe])]), 'x');
  writeFileSync(at('empty'), '');
  symlinkSync('../empty', at('nested', 'link'));
  for (let index = 0; index < smallFiles; index += 1)
    writeFileSync(at('small', `${index}.txt`), `small file ${index}\n`.repeat(1 + (index % 50)));
  largeFiles.forEach((sizeBytes, index) => {
    const content = Buffer.alloc(sizeBytes);
    for (let offset = 0; offset + 8 <= sizeBytes; offset += 4096)
      content.writeDoubleLE(index + offset / sizeBytes, offset);
    writeFileSync(at('nested', `large ${index}.bin`), content);
  });
  utimesSync(at('nested'), 981_173_106.123, 981_173_106.123);
}

/** A line an entry: path, kind, size, time to the nanosecond, digest or target. Two trees are equal when these are. */
export function inventory(path: string): string[] {
  return [...entriesOf(Buffer.from(path))].map(({ entry, label, status }) => {
    if (status.isDirectory()) return `${label} folder ${status.mtimeNs}`;
    if (status.isSymbolicLink()) return `${label} link ${status.mtimeNs} ${readlinkSync(entry)}`;
    return `${label} file ${status.size} ${status.mtimeNs} ${digestOf(entry)}`;
  });
}

/** Digest of each file, by path below the root. */
export function digests(path: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const { entry, label, status } of entriesOf(Buffer.from(path)))
    if (status.isFile()) found.set(label, digestOf(entry));
  return found;
}

/** Files under a final name at the destination that are not, byte for byte, those of the source: there may never be one. */
export function wrongFiles(source: ReadonlyMap<string, string>, destination: string): string[] {
  return [...digests(destination)]
    .filter(([path, digest]) => !path.endsWith('.partial') && source.get(path) !== digest)
    .map(([path]) => path);
}

interface Entry {
  readonly entry: Buffer;
  /** Below the root, one character a byte. */
  readonly label: string;
  readonly status: BigIntStats;
}

/** In the order of the bytes of the names. What goes away while it is looked at is left out. */
function* entriesOf(folder: Buffer, shown = ''): Generator<Entry> {
  for (const name of readdirSync(folder, { encoding: 'buffer' }).sort(Buffer.compare)) {
    const entry = Buffer.concat([folder, Buffer.from('/'), name]);
    const label = `${shown}/${name.toString('latin1')}`;
    const status = lstatSync(entry, { bigint: true, throwIfNoEntry: false });
    if (status === undefined) continue;
    yield { entry, label, status };
    if (status.isDirectory()) yield* entriesOf(entry, label);
  }
}

function digestOf(file: Buffer): string {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('hex');
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return 'gone';
    throw thrown;
  }
}
