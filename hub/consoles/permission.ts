/** Which right each request of a console needs: the one table, used for every link; what is not in it is not offered. */
import type { Handlers } from '../../src/link/peer.ts';
import { type Action, mayAct, principalName, type User } from '../../src/model/principal.ts';
import type { consoleToHub } from '../../src/protocol/console-link.ts';
import type { RequestName } from '../../src/protocol/side.ts';
import { Fault } from '../../src/runtime/fault.ts';
import type { AuditLog } from '../audit/audit-log.ts';

export type ConsoleRequest = RequestName<typeof consoleToHub>;

export const neededRight: Readonly<Record<ConsoleRequest, Action>> = {
  'who-am-i': 'look',
  watch: 'look',
  'list-nodes': 'look',
  'list-transfers': 'look',
  'show-transfer': 'look',
  'list-files': 'look',
  browse: 'look',
  'start-transfer': 'transfer',
  'plan-transfer': 'transfer',
  'pause-transfer': 'transfer',
  'resume-transfer': 'transfer',
  'cancel-transfer': 'transfer',
  'limit-transfer': 'transfer',
  'prioritise-transfer': 'transfer',
  'set-streams': 'transfer',
  'renew-certificate': 'look',
  invite: 'administer',
  'make-api-key': 'administer',
  'list-api-keys': 'administer',
  revoke: 'administer',
  'list-audit': 'administer',
  'audit-witness': 'administer',
  // It names addresses, accounts and who was refused.
  'read-log': 'administer',
};

/** The same handlers, each refused (and the refusal audited) when the user's role lacks the right that it needs. */
export function guarded(
  handlers: Handlers<typeof consoleToHub>,
  user: User,
  audit: AuditLog,
): Handlers<typeof consoleToHub> {
  const requests = Object.entries(handlers.requests).map(([name, handle]) => {
    const right = neededRight[name as ConsoleRequest];
    if (mayAct(user, right)) return [name, handle];
    return [name, async () => refuse({ user, name, right, audit })];
  });
  return { ...handlers, requests: Object.fromEntries(requests) };
}

export interface Refusal {
  readonly user: User;
  /** What was asked for. */
  readonly name: string;
  readonly right: Action;
  readonly audit: AuditLog;
}

/** Throws `refused`, and leaves a line in the audit trail. */
export function refuse({ user, name, right, audit }: Refusal): never {
  const asker = user.kind === 'user' ? `a ${user.role}` : `this key of a ${user.role}`;
  const detail = `${asker} may not ${right}`;
  audit.append({ who: principalName(user), action: name, object: '', result: 'denied', detail });
  throw new Fault('refused', `${name} needs the right to ${right}, which ${asker} does not have`);
}
