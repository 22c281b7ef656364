import { readTraceParent, type Span, type Tracing } from '@ragtime/runtime';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import './declarations.ts';

/** Makes one span for each request. It names the route, never the URL. Work that the request starts on any node continues this trace. */
export function traceRequests(app: FastifyInstance, tracing: Tracing): void {
  const spans = new WeakMap<FastifyRequest, Span>();
  app.decorateRequest('traceParent');
  app.addHook('onRequest', async (request) => {
    const given = request.headers['traceparent'];
    const span = tracing.begin(`${request.method} ${request.routeOptions.url ?? 'unknown route'}`, {
      parent: typeof given === 'string' ? given : undefined,
      kind: 'server',
      attributes: { 'http.request.method': request.method, 'http.route': request.routeOptions.url, 'ragtime.request.id': request.id },
    });
    spans.set(request, span);
    request.traceParent = span.traceParent;
    const traceId = readTraceParent(span.traceParent)?.traceId;
    if (traceId !== undefined) request.log = request.log.child({ traceId });
  });
  app.addHook('onResponse', async (request, reply) => {
    const span = spans.get(request);
    span?.set({ 'http.response.status_code': reply.statusCode });
    span?.end(reply.statusCode >= 500 ? `answered ${reply.statusCode}` : undefined);
  });
}
