/** What an object says of itself to a template, and whether what the template then moves is that object. */
import { posix } from 'node:path';
import type { Location } from '../../src/model/location.ts';
import type { ObjectEvent } from '../../src/model/object-queue.ts';
import { isKnown, type Template, wrongValue } from '../../src/model/template.ts';
import type { VariableValues } from '../../src/model/template-fill.ts';
import { Fault } from '../../src/runtime/fault.ts';
import { shownName } from '../../src/runtime/names.ts';

/** `bucket`, `key` (`in/reel/a.mov`), `name` (`a.mov`) and `folder` (`in/reel`, empty at the top). */
export const objectVariables = ['bucket', 'key', 'name', 'folder'] as const;
/** Of them, the one that is. */
export const maybeEmpty = ['folder'];

/** Those that the template has. Throws `usage` for a key that cannot be the path of a file. */
export function valuesOf({ bucket, key }: ObjectEvent, template: Template): VariableValues {
  const trouble = wrongValue(key, { path: true, pattern: undefined });
  if (trouble !== undefined) throw new Fault('usage', `the key '${shownName(key)}' cannot be moved: it ${trouble}`);
  const { dir, base } = posix.parse(key);
  const values = { bucket, key, name: base, folder: dir };
  return Object.fromEntries(Object.entries(values).filter(([variable]) => isKnown(variable, template)));
}

/** Throws `usage` when the source is neither the object nor a folder that holds it. */
export function confirmHolds({ path }: Location, { bucket, key }: ObjectEvent): void {
  const source = path.split('/').filter((name) => name !== '');
  const object = [bucket, ...key.split('/')];
  if (source.length > 0 && source.every((name, index) => name === object[index])) return;
  const [moved, came] = [source.join('/'), object.join('/')].map((place) => shownName(place));
  throw new Fault('usage', `the template moves ${moved}, and the event is about ${came}`);
}
