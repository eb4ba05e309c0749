/** The list, and below it the record under the cursor, where there is room; of transfers the list alone with its strip. */
import type { HistoryTab } from '../../store/ui-state.ts';
import type { Area } from '../frame/frame-layout.ts';
import { type ListLayout, listLayout } from '../list-layout.ts';

const boxHeight = 7;

export function historyLayout(body: Area, tab: HistoryTab): ListLayout {
  if (tab !== 'audit') return listLayout(body);
  const { width, height } = body;
  const box = height >= 2 * boxHeight ? boxHeight : 0;
  return { list: { width, height: height - box }, details: { width, height: box } };
}
