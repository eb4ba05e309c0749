/** A folder that this node offers, as one `--root` says it. */
import { shownName } from '../src/runtime/names.ts';

export interface OfferedRoot {
  /** Absolute, without `.`, `..` and a trailing slash. */
  readonly path: string;
  readonly isReadOnly: boolean;
}

/** After the path of what is offered for reading only. */
export const readOnlySuffix = ':ro';

export const formatRoot = ({ path, isReadOnly }: OfferedRoot): string => path + (isReadOnly ? readOnlySuffix : '');
export const shownRoot = ({ path }: OfferedRoot): string => shownName(path);
