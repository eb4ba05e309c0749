/** What the node is in a few lines, and below them the list of its tab. */
import type { Area } from '../frame/frame-layout.ts';

export interface NodeLayout {
  readonly head: Area;
  readonly list: Area;
}

const headHeight = 5;
const roomForHead = 14;

export function nodeLayout({ width, height }: Area): NodeLayout {
  const head = height < roomForHead ? 0 : headHeight;
  return { head: { width, height: head }, list: { width, height: height - head } };
}
