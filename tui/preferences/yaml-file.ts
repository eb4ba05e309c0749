/** A YAML file that a person writes by hand and the console writes into: comments stay where they are. */
import { readFileSync, realpathSync } from 'node:fs';
import { type Document, isScalar, LineCounter, type Pair, parseDocument } from 'yaml';
import { Fault } from '../../src/runtime/fault.ts';
import { shownMessage } from '../../src/runtime/names.ts';
import { writePrivateFile } from '../../src/runtime/private-file.ts';

/** A file that is not there is empty. */
export function readYaml(file: string, lines = new LineCounter()): Document {
  const document = parseDocument(textOf(file), { schema: 'failsafe', prettyErrors: true, lineCounter: lines });
  const [error] = document.errors;
  if (error === undefined) return document;
  throw new Fault('config-unreadable', shownMessage(error.message.split('\n')[0]?.replace(/:$/, '') ?? ''));
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return '';
    throw new Fault('config-unreadable', `it cannot be read: ${code}`, { cause });
  }
}

export async function writeYaml(file: string, document: Document): Promise<void> {
  await writePrivateFile(targetOf(file), document.toString());
}

/** Whoever keeps the file elsewhere has a link here, which stays. */
function targetOf(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}

export function nameOf({ key }: Pair): string {
  return isScalar(key) ? String(key.value) : '';
}

export function lineOf({ key }: Pair, lines: LineCounter): number {
  return isScalar(key) && key.range ? lines.linePos(key.range[0]).line : 1;
}

/** One write after the other. */
export function inTurn<Args extends readonly unknown[]>(
  write: (...args: Args) => Promise<void>,
): (...args: Args) => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return async (...args) => {
    const written = last.then(async () => await write(...args));
    last = written.catch(() => undefined);
    await written;
  };
}
