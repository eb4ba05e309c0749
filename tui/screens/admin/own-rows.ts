/** Tabs of Admin that everybody sees, and the hub is not asked for: who may what, and what this console was told to do. */
import { type Action, actions, isAllowed, type Role, roles } from '../../../src/model/principal.ts';
import { neededRight } from '../../../src/protocol/console-rights.ts';
import { kebabName } from '../../../src/runtime/settings-definition.ts';
import type { Column } from '../../components/table-layout.ts';
import { originText } from '../../preferences/origin-text.ts';
import { preferences } from '../../preferences/preference-table.ts';
import type { Origins, Preferences } from '../../preferences/preferences.ts';
import { remembered } from '../../store/remembered.ts';
import { namedList, textColumn } from '../named-list.ts';

/** By the name of the request. */
export interface RightRow {
  readonly kind: 'right';
  readonly name: string;
  readonly right: Action;
}

/** By the key of the setting. */
export interface SettingRow {
  readonly kind: 'setting';
  readonly name: string;
  readonly value: string;
  readonly from: string;
  readonly does: string;
}

/** What everybody may first. */
export const rightRows: readonly RightRow[] = actions.flatMap((action) =>
  Object.entries(neededRight)
    .filter(([, right]) => right === action)
    .map(([name, right]) => ({ kind: 'right', name, right })),
);

export function settingRows(chosen: Preferences & { readonly origins: Origins }): readonly SettingRow[] {
  return rowsOf(preferences.map(({ read }) => read(chosen)).join('\n'), chosen.origins);
}

const rowsOf = remembered((values: string, origins: Origins): readonly SettingRow[] => {
  const texts = values.split('\n');
  return preferences.map(({ key, title }, index) => ({
    kind: 'setting',
    name: key,
    value: texts[index] ?? '',
    from: originText(key, origins[key]),
    does: title,
  }));
});

function mayColumn(role: Role): Column<RightRow> {
  const may = ({ right }: RightRow): string => (isAllowed(role, right) ? 'may' : '-');
  return {
    title: role.toUpperCase(),
    width: 9,
    align: 'left',
    priority: 1,
    cell: (row) => ({ text: may(row), role: may(row) === 'may' ? 'good' : 'muted' }),
    value: may,
  };
}

export const rightList = namedList<RightRow>({
  name: 'admin-roles',
  columns: [
    textColumn({ title: 'WHAT', width: 20, flex: 1, priority: 1, value: ({ name }) => name }),
    ...roles.map(mayColumn),
  ],
});

export const settingList = namedList<SettingRow>({
  name: 'admin-settings',
  columns: [
    textColumn({ title: 'SETTING', width: 10, priority: 1, value: ({ name }) => kebabName(name) }),
    textColumn({ title: 'VALUE', width: 12, priority: 1, value: ({ value }) => value }),
    textColumn({ title: 'FROM', width: 12, flex: 2, priority: 2, value: ({ from }) => from }),
    textColumn({ title: 'WHAT IT IS', width: 24, flex: 3, priority: 3, value: ({ does }) => does }),
  ],
});
