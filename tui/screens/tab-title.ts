/** The tabs of a screen in the border of its list, the one that is shown in brackets; on a narrow screen that one alone. */
export interface TabsShown<Tab extends string> {
  readonly tabs: readonly Tab[];
  readonly titles: Readonly<Record<Tab, string>>;
  readonly tab: Tab;
  readonly width: number;
}

export function tabTitle<Tab extends string>({ tabs, titles, tab, width }: TabsShown<Tab>): string {
  const all = tabs.map((each) => (each === tab ? `[ ${titles[each]} ]` : titles[each])).join('  ');
  // Borders and the cells around a title.
  return all.length + 6 <= width ? all : `${titles[tab]} ${tabs.indexOf(tab) + 1}/${tabs.length}`;
}
