/**
 * Programs that this node's administrator has run before and after the transfers that the node owns. They are named by flags
 * and `node.yaml` alone: nothing that comes from the hub says what is run, or with which arguments.
 */
import { accessSync, constants, realpathSync } from 'node:fs';
import { isAbsolute, normalize } from 'node:path';
import { Fault } from '../../src/runtime/fault.ts';
import { shownName } from '../../src/runtime/names.ts';
import type { Root } from '../roots.ts';

export interface Hook {
  /** Absolute; for transfers from or to this folder and those in it. Undefined is every transfer. */
  readonly folder: string | undefined;
  /** Absolute; started without a shell and without arguments. */
  readonly program: string;
}

export interface Hooks {
  readonly before: readonly Hook[];
  readonly after: readonly Hook[];
  /** For each of them. */
  readonly timeoutSeconds: number;
}

/** `PROGRAM` or `FOLDER=PROGRAM`. Throws `usage`. */
export function parseHook(text: string): Hook {
  const at = text.lastIndexOf('=/');
  const [folder, program] = at < 0 ? [undefined, text] : [text.slice(0, at), text.slice(at + 1)];
  if (isAbsolute(program) && !program.includes('=') && (folder === undefined || isAbsolute(folder)))
    return { folder: folder && normalize(`${folder}/`).replace(/(?<=.)\/$/, ''), program };
  throw new Fault(
    'usage',
    `'${shownName(text)}' is no hook; write the absolute path of a program, or /FOLDER=/PROGRAM for transfers from and to a folder`,
  );
}

export const formatHook = ({ folder, program }: Hook): string =>
  folder === undefined ? program : `${folder}=${program}`;

/**
 * When the node starts. Throws `usage` for one that cannot be started, and for one that lies where transfers write: whoever
 * may start one would choose what is run.
 */
export function confirmPrograms(hooks: readonly Hook[], roots: readonly Root[]): void {
  for (const { program } of hooks) {
    const shown = shownName(program);
    let realPath: string;
    try {
      accessSync(program, constants.X_OK);
      realPath = realpathSync(program);
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      throw new Fault('usage', `the hook ${shown} cannot be started: ${code}`, { cause });
    }
    const root = roots.find(
      (each) =>
        !each.isReadOnly && [program, realPath].some((path) => isIn(path, each.realPath) || isIn(path, each.path)),
    );
    if (root !== undefined)
      throw new Fault(
        'usage',
        `the hook ${shown} lies below --root ${shownName(root.path)}, where a transfer could replace it; put it elsewhere`,
      );
  }
}

/** `places`: the ends of a transfer that are folders of this node, absolute. */
export function isFor({ folder }: Hook, places: readonly string[]): boolean {
  return folder === undefined || places.some((place) => isIn(place, folder));
}

function isIn(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);
}
