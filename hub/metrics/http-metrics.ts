/** How long requests over HTTP take, by route and status. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Histogram, type Registry } from 'prom-client';
import { enrolPath } from '../../src/protocol/version.ts';
import { findRoute } from '../api/find-route.ts';
import { apiRoot } from '../api/routes.ts';

const methods: readonly string[] = ['GET', 'POST', 'PUT', 'DELETE'];
const pages: readonly string[] = ['/healthz', '/readyz', '/metrics', enrolPath, `${apiRoot}/openapi.json`];

export type HttpTimer = (request: IncomingMessage, response: ServerResponse) => void;

export function createHttpTimer(registry: Registry): HttpTimer {
  const histogram = new Histogram({
    name: 'longhaul_http_request_duration_seconds',
    help: 'From the head of a request to the end of its answer; status is aborted where the client left before that',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers: [registry],
  });
  return (request, response) => {
    const startedAt = performance.now();
    response.once('close', () => {
      const status = response.writableFinished ? String(response.statusCode) : 'aborted';
      histogram.observe({ ...labelsOf(request), status }, (performance.now() - startedAt) / 1000);
    });
  };
}

/** From a fixed set, whatever strangers ask for. */
function labelsOf({ method = '', url = '' }: IncomingMessage) {
  const path = url.split('?', 1)[0] ?? '';
  const found = findRoute(method, path);
  const route = found.kind === 'found' ? `${apiRoot}${found.route.path}` : pages.includes(path) ? path : 'other';
  return { method: methods.includes(method) ? method : 'other', route };
}
