/** Refuses what a role, an API key or a policy does not allow, and leaves a line in the audit trail. */
import type { Handlers } from '../../src/link/peer.ts';
import { judge, type Move } from '../../src/model/policy.ts';
import { type Action, mayAct, principalName, type User } from '../../src/model/principal.ts';
import type { consoleToHub } from '../../src/protocol/console-link.ts';
import { type ConsoleRequest, neededRight } from '../../src/protocol/console-rights.ts';
import type { RequestBody } from '../../src/protocol/side.ts';
import { Fault } from '../../src/runtime/fault.ts';
import type { TransferId } from '../../src/runtime/identifier.ts';
import { shownName } from '../../src/runtime/names.ts';
import type { PolicyStore } from '../access/policy-store.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { ConsoleParts } from './console-commands.ts';

type MovingRequest = { [N in ConsoleRequest]: (typeof neededRight)[N] extends 'transfer' ? N : never }[ConsoleRequest];
type AboutTransfer = { readonly transfer: TransferId };

/** What each of them would move: policies decide about that. */
type MovesOf = {
  readonly [N in MovingRequest]: (body: RequestBody<typeof consoleToHub, N>, moves: Moves) => readonly Move[];
};
export type Moves = (transfer: TransferId) => Move;

const ofTransfer = ({ transfer }: AboutTransfer, moves: Moves): readonly Move[] => [moves(transfer)];
const movesOf: MovesOf = {
  'start-transfer': (request) => [request],
  'start-fan-out': ({ destinations, ...request }) => destinations.map((destination) => ({ ...request, destination })),
  // Judged when it is filled (schedules/template-starts.ts): at midnight it would be another one a moment later.
  'start-template': () => [],
  'plan-transfer': (request) => [request],
  // It reads there and writes there.
  'check-store': ({ location }) => [{ source: location, destination: location, options: { deleteExtras: false } }],
  'pause-transfer': ofTransfer,
  'resume-transfer': ofTransfer,
  'cancel-transfer': ofTransfer,
  'retry-transfer': ofTransfer,
  'limit-transfer': ofTransfer,
  'prioritise-transfer': ofTransfer,
  'reschedule-transfer': ofTransfer,
  'set-streams': ofTransfer,
  // It says something of it, and moves nothing.
  'answer-alert': () => [],
};

export interface Guard {
  readonly policies: PolicyStore;
  /** What a transfer moves. Throws `transfer-unknown`. */
  readonly moves: Moves;
  readonly audit: AuditLog;
}

export function guardOf({ policies, ledger, audit }: Pick<ConsoleParts, 'policies' | 'ledger' | 'audit'>): Guard {
  return { policies, audit, moves: (transfer) => ledger.get(transfer) };
}

type Handle = (body: unknown, signal: AbortSignal) => Promise<unknown>;

/** The same handlers, each refused (and the refusal audited) when the role of the user, or a policy, does not allow it. */
export function guarded(
  handlers: Handlers<typeof consoleToHub>,
  user: User,
  guard: Guard,
): Handlers<typeof consoleToHub> {
  const requests = (Object.entries(handlers.requests) as [ConsoleRequest, Handle][]).map(([name, handle]) => [
    name,
    async (body: unknown, signal: AbortSignal) => {
      confirmAllowed({ user, name, body, ...guard });
      return await handle(body, signal);
    },
  ]);
  return { ...handlers, requests: Object.fromEntries(requests) };
}

interface Asked extends Guard {
  readonly user: User;
  readonly name: ConsoleRequest;
  readonly body: unknown;
}

/** Throws `refused`. */
function confirmAllowed({ user, name, body, policies, moves, audit }: Asked): void {
  const right = neededRight[name];
  if (!mayAct(user, right)) refuse({ user, name, right, audit });
  if (!Object.hasOwn(movesOf, name)) return;
  const judgement = movesOf[name as MovingRequest](body as never, moves)
    .map((move) => judge(policies.all, user, move))
    .find(({ kind }) => kind === 'denied');
  if (judgement?.kind !== 'denied') return;
  const { transfer: object = '' } = body as Partial<AboutTransfer>;
  const reason = shownName(judgement.reason);
  audit.append({ who: principalName(user), action: name, object, result: 'denied', detail: reason });
  throw new Fault('refused', reason);
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
