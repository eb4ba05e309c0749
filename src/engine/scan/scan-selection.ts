/** What a scan goes by: the operator's selection, and folders that are no part of it, whatever the rules say. */
import { isAbsolute, resolve } from 'node:path';
import type { Selection } from '../../model/selection.ts';
import { selectionKey } from '../../model/selection-key.ts';

/** Folders for unfinished files: never copied, never extras. */
export interface HiddenFolders {
  /** Of this name, wherever they are. */
  readonly name: string | undefined;
  /** Relative to the root. */
  readonly paths: readonly string[];
}

export interface ScanSelection extends Selection {
  readonly hidden?: HiddenFolders;
}

export interface HidingOptions {
  readonly selection: Selection | undefined;
  readonly partialDir: string | undefined;
  /** Absolute, of the machine on which the folder is. */
  readonly roots: readonly string[];
}

/** The selection without the folder that `--partial-dir` names. */
export function withHidden({ selection, partialDir, roots }: HidingOptions): ScanSelection | undefined {
  if (partialDir === undefined) return selection;
  const whole = selection ?? { rules: [] };
  if (!isAbsolute(partialDir)) return { ...whole, hidden: { name: partialDir, paths: [] } };
  const path = resolve(partialDir);
  const paths = roots.flatMap((root) => {
    const above = root === '/' ? '/' : `${root}/`;
    return path.startsWith(above) && path !== root ? [path.slice(above.length)] : [];
  });
  return paths.length === 0 ? selection : { ...whole, hidden: { name: undefined, paths } };
}

/** The same words for what finds the same. */
export function scanSelectionKey(selection: ScanSelection | undefined): string {
  const key = selectionKey(selection);
  const { hidden } = selection ?? {};
  return hidden === undefined ? key : `${key} without ${JSON.stringify([hidden.name ?? null, ...hidden.paths])}`;
}
