import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { PrometheusMetrics } from './prometheus.ts';
import '../server/declarations.ts';

export interface MetricsOptions {
  readonly metrics: PrometheusMetrics;
  /** True when only this machine reaches the port: then `/metrics` needs no token. */
  readonly metricsArePublic: boolean;
}

/** Measures every answer, and serves all metrics at `/metrics`. */
export function serveMetrics(app: FastifyInstance, { metrics, metricsArePublic }: MetricsOptions): void {
  const seconds = metrics.histogram({
    name: 'ragtime_http_request_seconds',
    help: 'Time from the head of a request to the end of its answer',
    labels: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown';
    seconds.observe({ method: request.method, route, status: String(reply.statusCode) }, reply.elapsedTime / 1_000);
  });
  app.get(
    '/metrics',
    {
      config: { action: metricsArePublic ? 'public' : 'operations:read' },
      schema: {
        operationId: 'metrics',
        summary: 'Figures for Prometheus',
        tags: ['about'],
        response: { 200: { description: 'Text format', content: { 'text/plain': { schema: z.string() } } } },
      },
    },
    async (_, reply) =>
      await reply
        .type(metrics.contentType)
        .serializer(String)
        .send(await metrics.text()),
  );
}
