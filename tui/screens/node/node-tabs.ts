/** The tabs of a node's own screen. */
export const nodeTabs = ['health', 'links', 'disks', 'backlog', 'config', 'log'] as const;
export type NodeTab = (typeof nodeTabs)[number];

export const nodeTabTitles: Readonly<Record<NodeTab, string>> = {
  health: 'Health',
  links: 'Links',
  disks: 'Disks',
  backlog: 'Backlog',
  config: 'Config',
  log: 'Log',
};
