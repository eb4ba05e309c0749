/** `]` and `[`: the tabs of a view in their order, round and round. */
import type { Command, Console, Scope } from '../keys/command.ts';

export interface TabKeys {
  /** `admin`: its commands are `admin.next-tab` and `admin.previous-tab`. */
  readonly of: string;
  readonly where: readonly Scope[];
  /** In words. */
  readonly tabs: string;
  readonly turn: (console: Console, step: 1 | -1) => void;
}

export function tabCommands({ of, where, tabs, turn }: TabKeys): readonly Command[] {
  const base = { where, group: 'Look', danger: 0, action: 'look' } as const;
  return [
    {
      ...base,
      id: `${of}.next-tab`,
      title: `next tab: ${tabs}`,
      keys: [']'],
      hint: 'tab',
      run: (console) => turn(console, 1),
    },
    { ...base, id: `${of}.previous-tab`, title: 'tab before', keys: ['['], run: (console) => turn(console, -1) },
  ];
}

export function tabBeside<Tab>(tabs: readonly Tab[], tab: Tab, step: 1 | -1): Tab {
  return tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length] ?? tab;
}
