import type { FastifyInstance } from 'fastify';
import { invalidRequest } from '../problems/handle-errors.ts';

const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * Bodies are JSON in UTF-8 and nothing else; other types are added by the routes that read them. An empty body is none, whatever
 * type it claims: clients name one on every request.
 */
export function readJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser(['application/json', 'text/plain']);
  app.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    if (body.byteLength === 0) return done(null, undefined);
    const text = decoded(body);
    if (text === undefined) return done(invalidRequest({ path: 'body', message: 'is no UTF-8' }));
    // By callback: the parser answers that way, not by a promise.
    return void parse(request, text, done);
  });
}

function decoded(body: Buffer): string | undefined {
  try {
    return decoder.decode(body);
  } catch {
    return undefined;
  }
}
