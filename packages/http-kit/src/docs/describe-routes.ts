import type { SwaggerTransform } from '@fastify/swagger';
import { type ProblemCode, problemOf } from '@ragtime/contracts';
import type { RouteOptions } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import { z } from 'zod';

type JsonSchema = Record<string, unknown>;

/** A route that describes no status of its own shows the title of the most frequent code of that status. */
const usualCodes: Readonly<Record<string, ProblemCode>> = {
  400: 'request-invalid',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not-found',
  409: 'position-unknown',
  412: 'version-conflict',
  413: 'body-too-large',
  415: 'media-type-unsupported',
  416: 'range-not-satisfiable',
  422: 'idempotency-key-reused',
  429: 'rate-limited',
  500: 'internal-error',
  501: 'feature-unavailable',
  503: 'unavailable',
  504: 'outcome-unknown',
  507: 'storage-full',
};

const ofWrites: JsonSchema = {
  'idempotency-key': {
    type: 'string',
    maxLength: 200,
    pattern: '^[\\x21-\\x7e]{1,200}$',
    description: 'Repeat a request with the same key, and it is done once: the answer is the first one. Remembered for 24 h.',
  },
};
const ofChanges: JsonSchema = {
  'if-match': {
    type: 'string',
    maxLength: 17,
    pattern: '^("\\d{1,15}"|\\*)$',
    description: 'The ETag that was read. Another version by now: 412.',
  },
};
const ofReads: JsonSchema = {
  'ragtime-min-position': {
    type: 'string',
    maxLength: 16_000,
    description: 'A `Ragtime-Position` that the answer must have reached. May be repeated.',
  },
  'ragtime-wait-ms': { type: 'integer', minimum: 0, maximum: 30_000, default: 5_000, description: 'How long to wait for it.' },
  'ragtime-if-behind': {
    type: 'string',
    enum: ['wait', 'fail', 'stale'],
    default: 'wait',
    description: '`stale` answers at once and says so in `Ragtime-Stale: true`.',
  },
};

/** Adds to a route's own schemas what every route of its kind has: headers, problems, and the bodies that the route reads without a schema. */
export const describeRoute: SwaggerTransform = (given) => {
  const described = jsonSchemaTransform(given as Parameters<typeof jsonSchemaTransform>[0]);
  const schema = described.schema as JsonSchema | undefined;
  const route: RouteOptions = given.route;
  if (schema === undefined || schema['hide'] === true) return { schema: { hide: true }, url: described.url };
  const { action, bodies } = route.config ?? {};
  const headers = headersOf(route);
  if (Object.keys(headers).length > 0) schema['headers'] = { type: 'object', properties: headers };
  if (bodies !== undefined)
    schema['body'] = { content: Object.fromEntries(Object.entries(bodies).map(([type, body]) => [type, { schema: asJson(body) }])) };
  if (action === 'public') schema['security'] = [];
  schema['response'] = responsesOf(schema['response']);
  return { schema, url: described.url };
};

function headersOf({ method, config }: RouteOptions): JsonSchema {
  if (config?.action === undefined || config.action === 'public') return {};
  const methods = [method].flat();
  if (methods.includes('GET') || config.action.endsWith(':read')) return ofReads;
  return methods.includes('PATCH') || methods.includes('DELETE') ? { ...ofWrites, ...ofChanges } : ofWrites;
}

const asJson = (body: z.ZodType | Readonly<Record<string, unknown>>): JsonSchema => {
  if (!(body instanceof z.ZodType)) return { ...body };
  const { $schema: _schema, ...rest } = z.toJSONSchema(body, { io: 'input' });
  return rest;
};

/** A problem has a media type of its own. */
function responsesOf(responses: unknown): JsonSchema {
  return Object.fromEntries(
    Object.entries((responses ?? {}) as Record<string, JsonSchema>).map(([status, response]) => {
      const { content, description } = response;
      if (typeof content === 'object' && content !== null && Object.keys(content).length === 0)
        return [status, { type: 'null', description }];
      const code = usualCodes[status];
      if (Number(status) < 400 || code === undefined) return [status, response];
      return [status, { description: problemOf(code).title, content: { 'application/problem+json': { schema: response } } }];
    }),
  );
}
