import { messageOf } from '@ragtime/runtime';
import type { FastifyInstance } from 'fastify';
import { invalidRequest } from '../problems/handle-errors.ts';

const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads bodies of JSON in UTF-8 only; a route that reads another type adds its own parser. An empty body counts as no body,
 * since some clients name a content type on every request. `unstorable` refuses the names of members that no object may have.
 */
export function readJson(app: FastifyInstance): void {
  app.removeContentTypeParser(['application/json', 'text/plain']);
  app.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (_, body, done) => {
    if (body.byteLength === 0) return done(null, undefined);
    const text = decoded(body);
    if (text === undefined) return done(invalidRequest({ path: 'body', message: 'is no UTF-8' }));
    try {
      return done(null, JSON.parse(text));
    } catch (error) {
      return done(invalidRequest({ path: 'body', message: `is no JSON: ${messageOf(error)}` }));
    }
  });
}

function decoded(body: Buffer): string | undefined {
  try {
    return decoder.decode(body);
  } catch {
    return undefined;
  }
}
