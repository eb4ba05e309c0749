/** A list with, where there is room, a strip of details of its cursor row at the right. */
import type { Area } from './frame/frame-layout.ts';

export interface ListLayout {
  readonly list: Area;
  readonly details: Area;
}

const roomForDetails = 160;
const detailsWidth = 52;

export function listLayout({ width, height }: Area): ListLayout {
  const details = width >= roomForDetails ? detailsWidth : 0;
  return { list: { width: width - details, height }, details: { width: details, height } };
}
