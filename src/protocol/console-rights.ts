/** Which right each request of a console needs: the one table, used for every link; what is not in it is not offered. */
import type { Action } from '../model/principal.ts';
import type { consoleToHub } from './console-link.ts';
import type { RequestName } from './side.ts';

export type ConsoleRequest = RequestName<typeof consoleToHub>;

export const neededRight = {
  'who-am-i': 'look',
  watch: 'look',
  'list-nodes': 'look',
  'show-node': 'look',
  'list-transfers': 'look',
  'show-transfer': 'look',
  'show-course': 'look',
  'list-files': 'look',
  browse: 'look',
  'measure-folder': 'look',
  // It writes, if only for a moment.
  'check-store': 'transfer',
  'start-transfer': 'transfer',
  'start-fan-out': 'transfer',
  'start-template': 'transfer',
  'list-templates': 'look',
  'list-triggers': 'look',
  'list-notifications': 'look',
  'list-connections': 'look',
  'list-alerts': 'look',
  'plan-transfer': 'transfer',
  // Of what the same link has asked for.
  'stop-looking': 'look',
  'pause-transfer': 'transfer',
  'resume-transfer': 'transfer',
  'cancel-transfer': 'transfer',
  'retry-transfer': 'transfer',
  'limit-transfer': 'transfer',
  'prioritise-transfer': 'transfer',
  'reschedule-transfer': 'transfer',
  'set-streams': 'transfer',
  'answer-alert': 'transfer',
  'renew-certificate': 'look',
  'keep-template': 'administer',
  'switch-trigger': 'administer',
  invite: 'administer',
  'withdraw-token': 'administer',
  'list-members': 'administer',
  'make-api-key': 'administer',
  'list-api-keys': 'administer',
  revoke: 'administer',
  'list-audit': 'administer',
  'audit-witness': 'administer',
  // It names addresses, accounts and who was refused.
  'read-log': 'administer',
  apply: 'administer',
  export: 'administer',
  'test-notification': 'administer',
  'sealing-key': 'administer',
} as const satisfies Readonly<Record<ConsoleRequest, Action>>;
