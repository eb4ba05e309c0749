/**
 * `/api/v1`: the requests of the console link over plain HTTP. A route names one of them; its path, query and body become
 * the link's request, and the same guarded handlers answer. Besides, the pages that are only looked at.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { z } from 'zod';
import type { Handlers } from '../../src/link/peer.ts';
import { mayAct, type Principal, principalName, type User } from '../../src/model/principal.ts';
import { consoleToHub } from '../../src/protocol/console-link.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import { asFault, Fault } from '../../src/runtime/fault.ts';
import type { Logger } from '../../src/runtime/log.ts';
import { shownName } from '../../src/runtime/names.ts';
import { unlessAborted } from '../../src/runtime/unless-aborted.ts';
import type { OpenLinks } from '../access/open-links.ts';
import { RateLimiter } from '../access/rate-limiter.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import { refuse } from '../consoles/permission.ts';
import { type Answer, faultAnswer, send, slowedAnswer } from './answer.ts';
import { type FoundRoute, findRoute } from './find-route.ts';
import { readJsonBody } from './json-body.ts';
import { keyedRequests } from './routes.ts';

export interface ApiOptions {
  /** What this user may ask: guarded by the one table of rights. */
  readonly requestsOf: (user: User) => Handlers<typeof consoleToHub>['requests'];
  /** What is at other paths, for whoever may look. */
  readonly pages: Readonly<Record<string, () => Promise<Answer> | Answer>>;
  readonly audit: AuditLog;
  /** Aborts when the principal is revoked. */
  readonly links: OpenLinks;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Of one user or key: far above what people and scripts need, and below what would keep the hub from its work. */
const requests = { burst: 200, perSecond: 50 };

/** Answers whoever has shown who they are. Never rejects: what goes wrong is the answer. */
export function createApi(options: ApiOptions) {
  const { links, clock } = options;
  const limiter = new RateLimiter({ ...requests, clock });
  return async (request: IncomingMessage, response: ServerResponse, principal: Principal): Promise<void> => {
    const waitMs = limiter.take(principalName(principal));
    if (waitMs > 0) return send(response, slowedAnswer(new Fault('too-many-requests', 'too many requests'), waitMs));
    const gone = new AbortController();
    response.once('close', () => gone.abort(new Fault('link-lost', 'who asked has gone')));
    using link = links.open(principal);
    const signal = AbortSignal.any([gone.signal, link.signal]);
    const answer = await unlessAborted(answerTo(options, request, { principal, signal }), signal).catch(
      (thrown: unknown) => {
        const fault = asFault(thrown);
        if (fault.code === 'internal')
          options.log.error(
            { err: thrown, path: shownName((request.url ?? '').replace(/\?.*/s, '')) },
            'a request failed',
          );
        return faultAnswer(fault);
      },
    );
    send(response, answer);
  };
}

interface Asking {
  readonly principal: Principal;
  readonly signal: AbortSignal;
}

async function answerTo(
  { requestsOf, pages, audit }: ApiOptions,
  request: IncomingMessage,
  { principal, signal }: Asking,
): Promise<Answer> {
  if (principal.kind === 'node') throw new Fault('refused', 'a node asks over its link, not over the HTTP API');
  // A browser that holds the certificate of its user would lend it to any page.
  if (request.headers.origin !== undefined) throw new Fault('refused', 'web pages may not use the HTTP API');
  const url = URL.parse(request.url ?? '/', 'https://hub');
  if (url === null) return refusal(400, `${shownName(request.url ?? '')} is no path`);
  const { pathname, searchParams } = url;
  const page = Object.hasOwn(pages, pathname) ? pages[pathname] : undefined;
  if (page !== undefined) {
    if (request.method !== 'GET') return refusal(405, `${pathname} takes GET`, { allow: 'GET' });
    if (!mayAct(principal, 'look')) refuse({ user: principal, name: pathname, right: 'look', audit });
    return await page();
  }
  const found = findRoute(request.method, pathname);
  if (found.kind === 'unknown') return refusal(404, `there is nothing at ${shownName(pathname)}`);
  if (found.kind === 'wrong-method') {
    const allow = found.allowed.join(', ');
    return refusal(405, `${shownName(pathname)} takes ${allow}`, { allow });
  }
  const given = await givenIn(request, found, searchParams);
  if ('status' in given) return given;
  const { name, route } = found;
  const shape: z.ZodType = consoleToHub.requests[name].request;
  const asked = checked(shape, route.request(given.fields), 'the request');
  if ('status' in asked) return asked;
  const handle = requestsOf(principal)[name];
  const body = await handle(asked.value as never, signal);
  return { status: route.status, body };
}

/** The fields of path, query and body together; what the path names, the body cannot change. */
async function givenIn(
  request: IncomingMessage,
  { name, route, params }: Extract<FoundRoute, { kind: 'found' }>,
  search: URLSearchParams,
): Promise<{ readonly fields: Record<string, unknown> } | Answer> {
  const twice = [...search.keys()].find((key) => search.getAll(key).length > 1);
  if (twice !== undefined) return refusal(400, `${shownName(twice)} is given twice`);
  const query = checked(route.query, Object.fromEntries(search), 'the query');
  if ('status' in query) return query;
  const fields = { ...(query.value as Record<string, unknown>), ...params };
  if (route.body === undefined) return { fields };
  const read = await readJsonBody(request);
  // What is left of the body is not read, so the connection cannot be used again.
  if (read.kind === 'refused') return refusal(read.status, read.message, { connection: 'close' });
  const body = checked(route.body, read.value, 'the body');
  if ('status' in body) return body;
  return withKey({ ...(body.value as Record<string, unknown>), ...fields }, name, request.headers['idempotency-key']);
}

/** `Idempotency-Key` is another way to give the key of a transfer. */
function withKey(fields: Record<string, unknown>, name: string, header: string | string[] | undefined) {
  if (!keyedRequests.some((keyed) => keyed === name) || header === undefined) return { fields };
  const key = String(header);
  return (fields['key'] ?? key) === key
    ? { fields: { ...fields, key } }
    : refusal(400, 'the body and Idempotency-Key name different keys');
}

function checked(schema: z.ZodType, value: unknown, where: string): { readonly value: unknown } | Answer {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { value: parsed.data };
  const [issue] = parsed.error.issues;
  const field = issue === undefined || issue.path.length === 0 ? '' : ` ${issue.path.map(String).join('.')}:`;
  return refusal(400, shownName(`${where}:${field} ${issue?.message ?? 'not understood'}`));
}

function refusal(status: number, message: string, headers?: Readonly<Record<string, string>>): Answer {
  return { ...faultAnswer(new Fault('request-invalid', message), status), ...(headers !== undefined && { headers }) };
}
