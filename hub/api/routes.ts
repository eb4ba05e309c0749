/**
 * The HTTP API, once: each request of the console link that a script needs, and where it is found below `/api/v1`. Requests,
 * replies, rights and handlers are those of the link (src/protocol/console-link.ts, hub/consoles/); what is not here
 * besides is how a request is spelled in a path, a query and a body.
 */
import { z } from 'zod';
import { ApiKeyRequest } from '../../src/model/api-key.ts';
import { AuditQuery } from '../../src/model/audit-query.ts';
import { FanOutRequest } from '../../src/model/fan-out.ts';
import { FolderLook, maxFolderPage } from '../../src/model/folder-listing.ts';
import { Location, NodeName } from '../../src/model/location.ts';
import { LineLevel, LogQuery, maxLogWaitMs } from '../../src/model/log-page.ts';
import { Template } from '../../src/model/template.ts';
import { TransferRequest } from '../../src/model/transfer.ts';
import { TransferOptions } from '../../src/model/transfer-options.ts';
import { consoleToHub, TransferFilter } from '../../src/protocol/console-link.ts';
import type { ConsoleRequest } from '../../src/protocol/console-rights.ts';

/**
 * Every request but the one that is answered by a stream of updates, which needs a WebSocket, the renewal, which is
 * answered only over a link, whose end a revocation is, and what stops another request of the same link: over HTTP that is
 * the end of the connection.
 */
export type ApiRequest = Exclude<ConsoleRequest, 'watch' | 'renew-certificate' | 'stop-looking'>;

/** Those that take the key of what they start, which the header `Idempotency-Key` may hold as well. */
export const keyedRequests = [
  'start-transfer',
  'start-fan-out',
  'start-template',
] as const satisfies readonly ApiRequest[];

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below `/api/v1`. `{transfer}` is the field of that name in the request. */
  readonly path: string;
  readonly summary: string;
  /** Of success. */
  readonly status: 200 | 201;
  /** Query parameters, which come as text. Others are refused. */
  readonly query: z.ZodObject;
  /** The JSON body; undefined for a request that has none. Fields that are not known are refused. */
  readonly body: z.ZodObject | undefined;
  /** The link's request, which its own schema then checks. */
  readonly request: (given: Record<string, unknown>) => unknown;
}

export const apiRoot = '/api/v1';

const count = z.coerce.number<string>().int();
const page = { offset: count.min(0).default(0), limit: count.min(1).max(1000).default(100) };
/** What is not given is as with the flags; what is misspelled is not passed over. */
const options = TransferOptions.strict().prefault({});

export const routes: Readonly<Record<ApiRequest, Route>> = {
  'who-am-i': get('/me', 'Who asks, with which role, and which hub answers', {}),
  'list-nodes': get('/nodes', 'Every node and how it is', {}),
  'show-node': get('/nodes/{node}', 'What a node moves, with whom, and what is still to be done there', {}),
  'browse': {
    ...get('/nodes/{node}/folder', 'A folder of a node, page by page; `/` lists its roots', {
      path: z.string().startsWith('/').max(4096).default('/'),
      ...page,
      limit: count.min(1).max(maxFolderPage).default(100),
      filter: FolderLook.shape.filter,
      order: FolderLook.shape.order,
    }),
    request: ({ node, path, ...rest }) => ({ location: { node, path }, ...rest }),
  },
  'measure-folder': make(
    '/folder-sizes',
    'How much lies below a folder, or some of its entries, as far as it is counted; ask again with the same `measure` until `isDone`',
    consoleToHub.requests['measure-folder'].request,
  ),
  'list-connections': get('/connections', 'The connections that are declared, and which nodes can open each', {}),
  'check-store': make(
    '/store-checks',
    'Whether a place in a connection can be read and written to; writes a file of no bytes and removes it',
    z.object({ location: Location, via: NodeName.optional() }),
  ),
  'read-log': get('/nodes/{node}/log', 'What a node logged lately, or the hub by the name hub', {
    after: count.min(0).optional(),
    before: count.min(0).optional(),
    since: count.min(0).optional(),
    level: LineLevel.optional(),
    text: LogQuery.shape.text,
    limit: page.limit,
    waitMs: count.min(0).max(maxLogWaitMs).default(0),
  }),
  'list-transfers': get('/transfers', 'Transfers, newest first', { filter: TransferFilter.default('all'), ...page }),
  'start-transfer': {
    ...make('/transfers', 'Starts a transfer', TransferRequest.extend({ options })),
    status: 201,
  },
  'start-fan-out': {
    ...make(
      '/fan-outs',
      'Starts a transfer for each of several destinations, all of them or none; the source is read once',
      FanOutRequest.extend({ options }),
    ),
    status: 201,
  },
  'start-template': {
    ...make(
      '/templates/{template}/transfers',
      'Starts what a template means, with values for its variables',
      consoleToHub.requests['start-template'].request.omit({ template: true }).extend({
        set: consoleToHub.requests['start-template'].request.shape.set.prefault({}),
      }),
    ),
    status: 201,
  },
  'list-templates': get('/templates', 'The templates that are declared', {}),
  'keep-template': {
    ...make(
      '/templates',
      'Keeps a template beside the others that are declared, as if it had been declared with them',
      z.strictObject({ template: Template, isReplacing: z.boolean().default(false) }),
    ),
    method: 'POST',
  },
  'list-triggers': get(
    '/triggers',
    'The triggers that are declared, when each is due next and what came of it last',
    {},
  ),
  'switch-trigger': {
    ...make(
      '/triggers/{trigger}/enabled',
      'Switches a declared trigger on or off, as if it had been declared so',
      consoleToHub.requests['switch-trigger'].request.omit({ trigger: true }),
    ),
    method: 'PUT',
  },
  'list-alerts': get('/alerts', 'What needs a person now, and what was said to each of it', {}),
  'answer-alert': make(
    '/alert-answers',
    'Acknowledges or snoozes an alert for everybody, or opens it again',
    consoleToHub.requests['answer-alert'].request,
  ),
  'list-notifications': get(
    '/notifications',
    'The notifications that are declared, what is still to be delivered, and what could not be',
    {},
  ),
  'test-notification': act(
    '/notifications/{notification}/test',
    'Delivers an event of nothing, at once; the answer says why not',
  ),
  'plan-transfer': make(
    '/plans',
    'What a transfer would do; answers when both sides were looked at, however long that takes',
    consoleToHub.requests['plan-transfer'].request.extend({ options }),
  ),
  'show-transfer': get('/transfers/{transfer}', 'One transfer', {}),
  'show-course': get(
    '/transfers/{transfer}/course',
    'The states that it went through, what has started it, and what its end starts',
    {},
  ),
  'list-files': get('/transfers/{transfer}/files', 'Its files', {
    status: consoleToHub.requests['list-files'].request.shape.status,
    ...page,
  }),
  'pause-transfer': act('/transfers/{transfer}/pause', 'Pauses it'),
  'resume-transfer': act('/transfers/{transfer}/resume', 'Resumes it'),
  'cancel-transfer': act('/transfers/{transfer}/cancel', 'Cancels it'),
  'retry-transfer': act('/transfers/{transfer}/retry', 'Starts one that has ended again, from its backlog'),
  'limit-transfer': {
    ...make(
      '/transfers/{transfer}/limit',
      'Another limit, in force at once; null lifts it',
      consoleToHub.requests['limit-transfer'].request.omit({ transfer: true }),
    ),
    method: 'PUT',
  },
  'prioritise-transfer': {
    ...make(
      '/transfers/{transfer}/priority',
      'Another priority: its place in the queue',
      consoleToHub.requests['prioritise-transfer'].request.omit({ transfer: true }),
    ),
    method: 'PUT',
  },
  'reschedule-transfer': {
    ...make(
      '/transfers/{transfer}/start',
      'Another start time for one that has not begun; null is at once',
      consoleToHub.requests['reschedule-transfer'].request.omit({ transfer: true }),
    ),
    method: 'PUT',
  },
  'set-streams': {
    ...make(
      '/transfers/{transfer}/streams',
      'Another number of connections from node to node, in force at once',
      consoleToHub.requests['set-streams'].request.omit({ transfer: true }),
    ),
    method: 'PUT',
  },
  'invite': {
    ...make('/invitations', 'Makes a one-time join token', consoleToHub.requests.invite.request),
    status: 201,
  },
  'withdraw-token': make(
    '/withdrawals',
    'Join tokens for this name that nobody has used let nobody in from now on',
    consoleToHub.requests['withdraw-token'].request,
  ),
  'list-members': get('/members', 'Users and nodes that are let in, and the join tokens that nobody has used yet', {}),
  'make-api-key': {
    ...make('/api-keys', 'Makes an API key, which is shown this once', ApiKeyRequest),
    status: 201,
  },
  'list-api-keys': get('/api-keys', 'The API keys that open something', {}),
  'revoke': make(
    '/revocations',
    "A node's or user's certificate, or an API key, opens nothing from now on",
    consoleToHub.requests.revoke.request,
  ),
  'export': get(
    '/declarations',
    'What is in force: policies, connections, templates, triggers, notifications, and credentials without their secrets',
    {},
  ),
  'sealing-key': get('/nodes/{node}/sealing-key', 'The key that a credential for this node is sealed to', {}),
  'apply': {
    ...make(
      '/declarations',
      'Declares policies, connections, templates, triggers, notifications and sealed credentials; `isDryRun` says what that would change',
      consoleToHub.requests.apply.request,
    ),
    method: 'PUT',
  },
  'audit-witness': get('/audit/witness', 'What nodes remember of the audit trail', {}),
  'list-audit': get('/audit', 'Who did what, oldest first', {
    ...AuditQuery.shape,
    since: count.min(0).optional(),
    ...page,
  }),
};

function get(path: string, summary: string, query: z.ZodRawShape): Route {
  return {
    method: 'GET',
    path,
    summary,
    status: 200,
    query: z.strictObject(query),
    body: undefined,
    request: (given) => given,
  };
}

/** With nothing to say but which one. */
function act(path: string, summary: string): Route {
  return { ...get(path, summary, {}), method: 'POST' };
}

function make(path: string, summary: string, body: z.ZodObject): Route {
  return { ...act(path, summary), body: body.strict() };
}
