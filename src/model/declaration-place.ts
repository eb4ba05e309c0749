/** Where in a YAML file something stands that its schema does not take. */
import { type Document, isMap, isNode, isPair, isScalar, parseDocument, type YAMLMap } from 'yaml';
import type { z } from 'zod';

/** `line 12`. A word that is misspelled is where it is written; one that is missing where it would belong. */
export function issuePlace(text: string, issue: z.core.$ZodIssue): string {
  const document = parseDocument(text);
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path;
  for (let length = path.length; length >= 0; length -= 1) {
    const offset = offsetOf(document, path.slice(0, length));
    if (offset !== undefined) return lineAt(text, offset);
  }
  return lineAt(text, 0);
}

export function lineAt(text: string, offset: number): string {
  return `line ${text.slice(0, offset).split('\n').length}`;
}

/** Of the key, where there is one: a value may begin lines below it. */
function offsetOf(document: Document.Parsed, path: readonly PropertyKey[]): number | undefined {
  const parent = document.getIn(path.slice(0, -1), true);
  const last = path.at(-1);
  const key = isMap(parent) ? keyNode(parent, last) : undefined;
  const node = key ?? document.getIn(path, true);
  return isNode(node) ? node.range?.[0] : undefined;
}

function keyNode(map: YAMLMap, name: PropertyKey | undefined): unknown {
  return map.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === name)?.key;
}
