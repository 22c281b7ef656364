import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { textAt } from '@ragtime/testkit/answers';
import { eventually } from '@ragtime/testkit/eventually';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { askerOf } from './support/ask.ts';
import { type Program, removeProgram, startProgram } from './support/program.ts';

const Sent = z.object({
  resourceSpans: z.array(
    z.object({
      scopeSpans: z.array(
        z.object({
          spans: z.array(z.object({ traceId: z.string(), spanId: z.string(), parentSpanId: z.string().optional(), name: z.string() })),
        }),
      ),
    }),
  ),
});
type Span = z.infer<typeof Sent>['resourceSpans'][number]['scopeSpans'][number]['spans'][number];

const spans: Span[] = [];
/** The part of a collector that takes spans. */
async function take(request: IncomingMessage): Promise<void> {
  for (const { scopeSpans } of Sent.parse(JSON.parse(await text(request))).resourceSpans)
    for (const scope of scopeSpans) spans.push(...scope.spans);
}
const collector = createServer((request, response) => {
  take(request).then(
    () => response.setHeader('content-type', 'application/json').end('{}'),
    () => response.writeHead(400).end(),
  );
});
let program: Program;

beforeAll(async () => {
  await once(collector.listen(0, '127.0.0.1'), 'listening');
  const { port } = collector.address() as AddressInfo;
  program = await startProgram({ environment: { RAGTIME_TRACE_URL: `http://127.0.0.1:${port}/v1/traces` } });
});
afterAll(async () => {
  await removeProgram(program);
  collector.close();
});

it('one trace leads from an upload to the worker that read it and the projectors that made it visible', async () => {
  const ask = askerOf(program);
  const dataset = textAt(await ask('POST', '/v1/datasets', { json: { name: 'Traced' } }), 'datasetId');
  const [traceId, spanId] = ['4bf92f3577b34da6a3ce929d0e0e4736', '00f067aa0ba902b7'];
  const headers = { traceparent: `00-${traceId}-${spanId}-01` };
  const uploaded = await ask('POST', `/v1/datasets/${dataset}/documents?parse=true`, {
    json: { name: 'a.md', text: 'The heron stands.' },
    headers,
  });
  expect(uploaded.status).toBe(201);
  const wanted = [
    'POST /v1/datasets/:datasetId/documents',
    'decide RegisterDocument',
    'decide RequestParsing',
    'attempt of a plan',
    'decide CompleteTask',
    'project into library',
    'project into audit',
    'project into search',
  ];
  const own = () => spans.filter((span) => span.traceId === traceId);
  await eventually(
    'every span has come',
    async () => await Promise.resolve(wanted.every((name) => own().some((span) => span.name === name)) ? true : undefined),
  );
  const known = new Set([spanId, ...own().map((span) => span.spanId)]);
  expect(own().filter(({ parentSpanId }) => !known.has(parentSpanId ?? ''))).toEqual([]);
  expect(own().find(({ name }) => name.startsWith('POST'))?.parentSpanId).toBe(spanId);
});

it('a request without a trace begins one', async () => {
  await askerOf(program)('GET', '/v1/datasets');
  const its = () => spans.find(({ name }) => name === 'GET /v1/datasets');
  await expect.poll(its).toBeDefined();
  expect(its()?.parentSpanId ?? '').toBe('');
});
