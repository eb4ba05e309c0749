/** Every command of the console, once. A letter means the same everywhere or nothing; a test holds that no two claim a key in one place. */

import { paletteCommands } from '../palette/palette-commands.ts';
import { adminCommands } from '../screens/admin/admin-commands.ts';
import { alertCommands } from '../screens/alerts/alert-commands.ts';
import { automationCommands } from '../screens/automation/automation-commands.ts';
import { editCommands } from '../screens/automation/edit-commands.ts';
import { browseCommands } from '../screens/browse/browse-commands.ts';
import { markCommands } from '../screens/browse/mark-commands.ts';
import { planCommands } from '../screens/browse/plan-commands.ts';
import { sizeCommands } from '../screens/browse/size-commands.ts';
import { helpCommands } from '../screens/help/help-commands.ts';
import { historyCommands } from '../screens/history/history-commands.ts';
import { logsCommands } from '../screens/logs/logs-commands.ts';
import { formCommands } from '../screens/new-transfer/form-commands.ts';
import { nodeScreenCommands } from '../screens/node/node-screen-commands.ts';
import { nodeCommands } from '../screens/nodes/node-commands.ts';
import { overviewCommands } from '../screens/overview/overview-commands.ts';
import { runCommands } from '../screens/run-template/run-commands.ts';
import { detailCommands } from '../screens/transfer/detail-commands.ts';
import { changeCommands } from '../screens/transfers/change-commands.ts';
import { transferCommands } from '../screens/transfers/transfer-commands.ts';
import { transferMarkCommands } from '../screens/transfers/transfer-mark-commands.ts';
import { cancelManyCommands } from './cancel-many-commands.ts';
import { columnsCommands } from './columns-commands.ts';
import type { Command } from './command.ts';
import { copyCommands } from './copy-commands.ts';
import { declaredDialogCommands } from './declared-dialog-commands.ts';
import { dialogCommands } from './dialog-commands.ts';
import { exportCommands } from './export-commands.ts';
import { fileCommands } from './file-commands.ts';
import { filterCommands } from './filter-commands.ts';
import { globalCommands } from './global-commands.ts';
import { listCommands } from './list-commands.ts';
import { logChoiceCommands } from './log-choice-commands.ts';
import { memberDialogCommands } from './member-dialog-commands.ts';
import { paneCommands } from './pane-commands.ts';
import { placeCommands } from './place-commands.ts';
import { snoozeCommands } from './snooze-commands.ts';
import { templateNameCommands } from './template-name-commands.ts';
import { valueCommands } from './value-commands.ts';

/** In the order in which hints and help show them. */
export const commands: readonly Command[] = [
  ...overviewCommands,
  ...markCommands,
  ...browseCommands,
  ...planCommands,
  ...sizeCommands,
  ...automationCommands,
  ...editCommands,
  ...adminCommands,
  ...alertCommands,
  ...nodeScreenCommands,
  ...nodeCommands,
  ...transferCommands,
  ...changeCommands,
  ...transferMarkCommands,
  ...detailCommands,
  ...historyCommands,
  ...logsCommands,
  ...formCommands,
  ...runCommands,
  ...helpCommands,
  ...fileCommands,
  ...paneCommands,
  ...listCommands,
  ...copyCommands,
  ...columnsCommands,
  ...exportCommands,
  ...globalCommands,
  ...filterCommands,
  ...paletteCommands,
  ...logChoiceCommands,
  ...valueCommands,
  ...placeCommands,
  ...templateNameCommands,
  ...memberDialogCommands,
  ...cancelManyCommands,
  ...snoozeCommands,
  ...declaredDialogCommands,
  ...dialogCommands,
];
