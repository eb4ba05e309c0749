/** The HTTP API as an OpenAPI 3.1 document, made from the routes and from the schemas that check what comes in. */
import { z } from 'zod';
import { AuditEntry } from '../../src/model/audit-entry.ts';
import { NodeRecord } from '../../src/model/node-record.ts';
import { Plan } from '../../src/model/plan.ts';
import { Progress } from '../../src/model/progress.ts';
import { Transfer, TransferRequest } from '../../src/model/transfer.ts';
import { TransferOptions } from '../../src/model/transfer-options.ts';
import { TransferState } from '../../src/model/transfer-state.ts';
import { consoleToHub } from '../../src/protocol/console-link.ts';
import { neededRight } from '../../src/protocol/console-rights.ts';
import { packageVersion } from '../../src/runtime/package-version.ts';
import { type ApiRequest, apiRoot, keyedRequests, type Route, routes } from './routes.ts';

type Json = Readonly<Record<string, unknown>>;

/** Schemas with a name of their own in the document. */
const named: Readonly<Record<string, z.ZodType>> = {
  AuditEntry,
  Node: NodeRecord,
  Plan,
  Progress,
  Transfer,
  TransferOptions,
  TransferState,
};
const Failure = z.object({
  code: z.string().describe('Stable; docs/errors.md lists them.'),
  message: z.string().describe('What happened to what.'),
  hint: z.string().describe('What to do about it.'),
});

let made: Json | undefined;

export function openApi(): Json {
  made ??= makeDocument();
  return made;
}

function makeDocument(): Json {
  const names = Object.keys(routes) as ApiRequest[];
  const replies = componentsOf({ ...named, Failure, ...repliesOf(names) });
  const paths: Record<string, Record<string, Json>> = {};
  for (const name of names) {
    const { path, method } = routes[name];
    paths[path] = { ...paths[path], [method.toLowerCase()]: operation(name, routes[name]) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'longhaul hub',
      version: packageVersion(),
      description: 'Times are milliseconds since 1970, sizes bytes, rates bytes a second. docs/api.md has examples.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: apiRoot }],
    security: [{ certificate: [] }, { key: [] }],
    paths,
    components: {
      schemas: replies,
      securitySchemes: {
        certificate: { type: 'mutualTLS', description: 'The certificate of a user of this hub.' },
        key: { type: 'http', scheme: 'bearer', bearerFormat: 'lh_…', description: 'An API key.' },
      },
    },
  };
}

function operation(name: ApiRequest, route: Route): Json {
  const { summary, status, body, query, path } = route;
  return {
    operationId: name,
    summary,
    description: `Needs the right to ${neededRight[name]}.`,
    parameters: [...pathParameters(path), ...queryParameters(query), ...headerParameters(name)],
    ...(body !== undefined && {
      requestBody: { required: true, content: { 'application/json': { schema: inputSchema(body) } } },
    }),
    responses: {
      [status]: answerWith('Done.', replyName(name)),
      default: answerWith('A failure, with the HTTP status that fits it.', 'Failure'),
    },
  };
}

function answerWith(description: string, component: string): Json {
  return {
    description,
    content: { 'application/json': { schema: { $ref: `#/components/schemas/${component}` } } },
  };
}

function pathParameters(path: string): Json[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

function queryParameters(query: z.ZodObject): Json[] {
  const { properties = {} } = inputSchema(query) as { readonly properties?: Readonly<Record<string, unknown>> };
  return Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', required: false, schema }));
}

function headerParameters(name: ApiRequest): Json[] {
  if (!keyedRequests.some((keyed) => keyed === name)) return [];
  const schema = inputSchema(TransferRequest.shape.key.unwrap());
  const description = 'Another way to give `key`: the same key never starts twice.';
  return [{ name: 'Idempotency-Key', in: 'header', required: false, description, schema }];
}

/** What may be sent: fields with a default may be left out. */
function inputSchema(schema: z.ZodType): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return rest;
}

function repliesOf(names: readonly ApiRequest[]): Record<string, z.ZodType> {
  return Object.fromEntries(names.map((name) => [replyName(name), consoleToHub.requests[name].reply]));
}

/** `listTransfersReply`, or the schema's own name where it has one. */
function replyName(name: ApiRequest): string {
  const reply = consoleToHub.requests[name].reply;
  const own = Object.entries(named).find(([, schema]) => schema === reply)?.[0];
  return own ?? `${name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())}Reply`;
}

function componentsOf(schemas: Readonly<Record<string, z.ZodType>>): Json {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(schemas)) registry.add(schema, { id });
  const { schemas: found } = z.toJSONSchema(registry, {
    uri: (id) => `#/components/schemas/${id}`,
    // Replies may grow: a client that was made from this page must not mind.
    override: ({ jsonSchema }) => {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  });
  return Object.fromEntries(Object.entries(found).map(([id, { $schema: _, $id: __, ...schema }]) => [id, schema]));
}
