import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';

/** What a page of another origin may send and read. Callers send a key in a header and no cookie, so no credentials are allowed. */
const [sent, read] = [
  [
    'authorization',
    'content-type',
    'idempotency-key',
    'if-match',
    'last-event-id',
    'ragtime-if-behind',
    'ragtime-min-position',
    'ragtime-wait-ms',
    'range',
    'traceparent',
  ],
  [
    'accept-ranges',
    'content-disposition',
    'content-range',
    'etag',
    'idempotent-replayed',
    'link',
    'location',
    'ragtime-command-id',
    'ragtime-position',
    'ragtime-request-id',
    'ragtime-stale',
    'retry-after',
  ],
];

/** A browser asks once an hour, and not before each request. */
const maxAgeSeconds = 3_600;

/** Lets pages of these origins call the API from a browser (CORS). `*`: any page. With none, browsers allow pages of this server alone. */
export async function allowOrigins(app: FastifyInstance, origins: readonly string[]): Promise<void> {
  if (origins.length === 0) return;
  await app.register(cors, {
    origin: origins.includes('*') ? '*' : [...origins],
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: sent,
    exposedHeaders: read,
    maxAge: maxAgeSeconds,
    hideOptionsRoute: true,
  });
}
