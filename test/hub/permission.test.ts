import { expect, test } from 'vitest';
import { guarded } from '../../hub/consoles/permission.ts';
import { isAllowed, roles } from '../../src/model/principal.ts';
import { defaultTransferOptions } from '../../src/model/transfer-options.ts';
import { consoleToHub } from '../../src/protocol/console-link.ts';
import { type ConsoleRequest, neededRight } from '../../src/protocol/console-rights.ts';
import { attachUser, enrolMember, openTestHub } from '../harness/open-hub.ts';
import { tempFolder } from '../harness/temp-folder.ts';
import { startTransfer } from '../harness/transfers.ts';

const requests = Object.keys(consoleToHub.requests) as ConsoleRequest[];
const everyPair = roles.flatMap((role) => requests.map((name) => ({ role, name })));
const operatorOnly = [
  'start-transfer',
  'start-fan-out',
  'start-template',
  'plan-transfer',
  'check-store',
  'pause-transfer',
  'resume-transfer',
  'cancel-transfer',
  'limit-transfer',
  'retry-transfer',
  'prioritise-transfer',
  'reschedule-transfer',
  'set-streams',
  'answer-alert',
];
const adminOnly = [
  'invite',
  'revoke',
  'make-api-key',
  'list-api-keys',
  'list-audit',
  'audit-witness',
  'read-log',
  'apply',
  'export',
  'sealing-key',
  'list-members',
  'keep-template',
  'switch-trigger',
  'test-notification',
  'withdraw-token',
];

const place = { node: 'fs1', path: '/srv' };
const someMove = { source: place, destination: place, options: defaultTransferOptions };

test('each request needs exactly the right that its consequences call for', () => {
  expect(requests.filter((name) => neededRight[name] === 'transfer').sort()).toEqual([...operatorOnly].sort());
  expect(requests.filter((name) => neededRight[name] === 'administer').sort()).toEqual([...adminOnly].sort());
});

test.each(everyPair)('$name by a $role does what the table says, and a refusal is audited', async ({ role, name }) => {
  const audited: string[] = [];
  const reached: string[] = [];
  const handler = async () => {
    reached.push(name);
    return {};
  };
  const handlers = { requests: Object.fromEntries(requests.map((request) => [request, handler])), notices: {} };
  const audit = {
    append: ({ who, action, result }: { who: string; action: string; result: string }) =>
      audited.push(`${who} ${action} ${result}`),
  };
  const { requests: guardedRequests } = guarded(
    handlers as never,
    { kind: 'user', name: 'ana', role },
    {
      audit: audit as never,
      policies: { all: [] } as never,
      moves: () => someMove,
    },
  );
  const body = name === 'start-fan-out' ? { ...someMove, destinations: [someMove.destination] } : someMove;
  const asked = guardedRequests[name](body as never, new AbortController().signal);
  if (isAllowed(role, neededRight[name])) {
    await asked;
    expect({ reached, audited }).toEqual({ reached: [name], audited: [] });
  } else {
    await expect(asked).rejects.toMatchObject({ code: 'refused' });
    expect({ reached, audited }).toEqual({ reached: [], audited: [`user:ana ${name} denied`] });
  }
});

test('over a real link a viewer looks, and is refused what an operator may do', async () => {
  await using folder = await tempFolder();
  await using hub = await openTestHub(folder.path);
  const viewer = await enrolMember(hub, { kind: 'user', name: 'vic', role: 'viewer' });
  await using vic = await attachUser(hub.address, viewer.identity);
  await expect(vic.request('list-nodes', {})).resolves.toEqual({ nodes: [] });
  await expect(startTransfer(vic)).rejects.toMatchObject({ code: 'refused' });
  await expect(vic.request('invite', { kind: 'user', name: 'eve', role: 'admin' })).rejects.toMatchObject({
    code: 'refused',
  });
  await using admin = await attachUser(hub.address, hub.admin.identity);
  const { entries } = await admin.request('list-audit', { offset: 0, limit: 100 });
  const denied = entries.filter(({ result }) => result === 'denied').map(({ who, action }) => `${who} ${action}`);
  expect(denied).toEqual(['user:vic start-transfer', 'user:vic invite']);
});
