/** The tabs of a transfer's detail. */
import type { FileFilter } from '../../store/ui-state.ts';

export const detailTabs = ['files', 'failed', 'noted', 'timeline', 'log', 'options', 'audit', 'chain'] as const;
export type DetailTab = (typeof detailTabs)[number];

export const detailTitles: Readonly<Record<DetailTab, string>> = {
  files: 'Files',
  failed: 'Failed',
  noted: 'Noted',
  timeline: 'Timeline',
  log: 'Log',
  options: 'Options',
  audit: 'Audit',
  chain: 'Chain',
};

const filters: Readonly<Partial<Record<DetailTab, FileFilter>>> = { files: 'all', failed: 'failed', noted: 'noted' };

/** Which files the tab lists; undefined where it lists something else. */
export function filesOf(tab: DetailTab): FileFilter | undefined {
  return filters[tab];
}
