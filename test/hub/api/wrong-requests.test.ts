import { afterAll, beforeAll, expect, test } from 'vitest';
import { maxBodyBytes } from '../../../hub/api/json-body.ts';
import { apiRoot } from '../../../hub/api/routes.ts';
import { failure, type OpenApi, openApi, way } from './open-api.ts';

// One for all tests of this file.
let api: OpenApi;

beforeAll(async () => {
  api = await openApi();
});

afterAll(async () => {
  await api[Symbol.asyncDispose]();
});

const wrong: readonly {
  readonly note: string;
  readonly path: string;
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly status: number;
  readonly code: string;
  readonly says?: string;
}[] = [
  { note: 'an unknown path', path: '/api/v1/teleports', status: 404, code: 'request-invalid' },
  { note: 'a path with a broken escape', path: '/api/v1/transfers/%zz', status: 404, code: 'request-invalid' },
  { note: 'what is no path', path: '//', status: 400, code: 'request-invalid' },
  { note: 'the API of a later version', path: '/api/v2/transfers', status: 404, code: 'request-invalid' },
  { note: 'a wrong method', path: '/api/v1/nodes', method: 'DELETE', status: 405, code: 'request-invalid' },
  { note: 'an unknown transfer', path: '/api/v1/transfers/T-999', status: 404, code: 'transfer-unknown' },
  {
    note: 'a transfer that is no id',
    path: '/api/v1/transfers/999',
    status: 400,
    code: 'request-invalid',
    says: 'the request: transfer: a transfer id looks like T-42',
  },
  { note: 'a node that is away', path: '/api/v1/nodes/fs2/folder', status: 503, code: 'node-unreachable' },
  { note: 'an unknown node', path: '/api/v1/nodes/fs9/folder', status: 404, code: 'node-unknown' },
  {
    note: 'an unknown query parameter',
    path: '/api/v1/transfers?state=failed',
    status: 400,
    code: 'request-invalid',
    says: 'state',
  },
  { note: 'a query parameter twice', path: '/api/v1/transfers?limit=1&limit=2', status: 400, code: 'request-invalid' },
  { note: 'a page that is too long', path: '/api/v1/transfers?limit=5000', status: 400, code: 'request-invalid' },
  {
    note: 'a misspelled option',
    path: '/api/v1/transfers',
    method: 'POST',
    body: { ...way, options: { bwLimit: 5 } },
    status: 400,
    code: 'request-invalid',
    says: 'bwLimit',
  },
  {
    note: 'a misspelled field',
    path: '/api/v1/plans',
    method: 'POST',
    body: { ...way, mode: 'move' },
    status: 400,
    code: 'request-invalid',
    says: 'mode',
  },
  {
    note: 'options that do not go together',
    path: '/api/v1/transfers',
    method: 'POST',
    body: { ...way, options: { verify: true, checksum: 'none' } },
    status: 400,
    code: 'request-invalid',
    says: '--verify compares checksums',
  },
  {
    note: 'a body that is no JSON',
    path: '/api/v1/transfers',
    method: 'POST',
    body: '{"source":',
    headers: { 'content-type': 'application/json' },
    status: 400,
    code: 'request-invalid',
  },
  {
    note: 'a body of another type',
    path: '/api/v1/transfers',
    method: 'POST',
    body: 'source=fs1',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    status: 415,
    code: 'request-invalid',
  },
  { note: 'no body at all', path: '/api/v1/transfers', method: 'POST', status: 415, code: 'request-invalid' },
  {
    note: 'a body that is too long',
    path: '/api/v1/transfers',
    method: 'POST',
    body: ' '.repeat(maxBodyBytes + 1),
    headers: { 'content-type': 'application/json' },
    status: 413,
    code: 'request-invalid',
  },
  {
    note: 'a page of the web in a browser that holds the certificate',
    path: '/api/v1/transfers',
    headers: { origin: 'https://evil.example' },
    status: 403,
    code: 'refused',
  },
  {
    note: 'places that overlap',
    path: '/api/v1/transfers',
    method: 'POST',
    body: { source: { node: 'fs1', path: '/a' }, destination: { node: 'fs1', path: '/a/b' } },
    status: 400,
    code: 'usage',
  },
];

test.each(wrong)(
  '$note is answered with $status, a code, a sentence and a hint',
  async ({ path, status, code, ...given }) => {
    const { says = '', note: _, ...sent } = given;
    const answer = await api.ask(path, sent);
    expect(answer).toMatchObject({ status, json: failure(code) });
    expect((answer.json as { message: string }).message).toContain(says);
  },
);

test('a wrong method is told which are right', async () => {
  const { headers } = await api.ask(`${apiRoot}/transfers`, { method: 'PATCH' });
  expect(headers['allow']).toBe('GET, POST');
});
