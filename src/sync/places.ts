/** SOURCE and DESTINATION as typed -> the folders they mean, and where the state of this pair lies. */
import { createHash } from 'node:crypto';
import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { Fault } from '../runtime/fault.ts';
import { shownName } from '../runtime/names.ts';
import { stateFolder } from '../runtime/state-paths.ts';

export interface Places {
  /** Absolute, without links. */
  readonly source: string;
  readonly destination: string;
  /** Only this file of the source folder. */
  readonly onlyName: string | undefined;
}

/** Throws `source-missing`, and `usage` where one lies in the other. */
export function findPlaces(sourceText: string, destinationText: string): Places {
  const found = realSource(sourceText);
  const destination = realAsFarAsThere(resolve(destinationText), 'a destination');
  const status = statSync(found);
  const isFile = !status.isDirectory();
  if (isFile && !status.isFile())
    throw new Fault('usage', `${shownName(sourceText)} is a socket, pipe or device; SOURCE is a folder or a file`);
  const source = isFile ? dirname(found) : found;
  const shown = `${shownName(sourceText)} and ${shownName(destinationText)}`;
  if (source === destination) throw new Fault('usage', `${shown} are the same folder; give two different ones`);
  if (!isFile && isBelow(destination, source))
    throw new Fault(
      'usage',
      `${shownName(destinationText)} lies inside ${shownName(sourceText)}; choose a destination outside it`,
    );
  if (!isFile && isBelow(source, destination))
    throw new Fault(
      'usage',
      `${shownName(sourceText)} lies inside ${shownName(destinationText)}; choose a destination that does not hold it`,
    );
  return { source, destination, onlyName: isFile ? basename(found) : undefined };
}

/** A `--partial-dir` without links; its last folder need not be there. Throws `usage` when the one above it is missing. */
export function findPartialDir(text: string | undefined): string | undefined {
  if (text === undefined || !isAbsolute(text)) return text;
  const path = realAsFarAsThere(resolve(text), '--partial-dir');
  if (existsSync(dirname(path))) return path;
  throw new Fault(
    'usage',
    `--partial-dir: ${shownName(dirname(path))} does not exist; make it, or give another folder`,
  );
}

/** `--db` where it is not given: one file a pair of places, which people can tell apart. */
export function defaultBacklog(
  { source, destination, onlyName }: Places,
  env: Readonly<Record<string, string | undefined>>,
): string {
  const places = [source, destination, onlyName ?? ''];
  const hash = createHash('sha256').update(places.join('\0')).digest('hex').slice(0, 12);
  const tail = `${basename(source)}-${basename(destination)}`.replace(/[^A-Za-z0-9._-]+/g, '_').slice(-60);
  return join(stateFolder(env), 'sync', `${tail}-${hash}.db`);
}

/** A mirror would remove the state it works with. Throws `usage`. */
export function confirmNoExtra(file: string, flag: string, { destination }: Places): void {
  if (!isBelow(realAsFarAsThere(file, flag), destination)) return;
  throw new Fault(
    'usage',
    `${shownName(file)} lies inside the destination, where --delete-extras would remove it; choose another ${flag}`,
  );
}

function realSource(text: string): string {
  try {
    return realpathSync(text);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const what = code === 'ENOENT' ? 'does not exist' : `cannot be opened: ${code}`;
    throw new Fault('source-missing', `${shownName(text)} ${what}`, { cause });
  }
}

/** It may not be there yet: what is there is resolved, the rest is taken as written. */
function realAsFarAsThere(path: string, purpose: string): string {
  try {
    return realpathSync(path);
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code !== 'ENOENT' || dirname(path) === path) {
      throw new Fault('usage', `${shownName(path)} cannot be ${purpose}: ${code}`, { cause: thrown });
    }
    return join(realAsFarAsThere(dirname(path), purpose), basename(path));
  }
}

function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder === '/' ? '/' : `${folder}/`);
}
