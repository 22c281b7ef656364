import { type Span as OtelSpan, ROOT_CONTEXT, SpanKind, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, ParentBasedSampler, TraceIdRatioBasedSampler, TracerProvider } from '@opentelemetry/sdk-trace';
import { type Attributes, readTraceParent, type Tracing } from './tracing.ts';

export interface OpenTelemetryOptions {
  /** The URL of a collector that takes OTLP over HTTP: `http://collector:4318/v1/traces`. */
  readonly url: string;
  /** The share of the traces that begin here which are kept, from 0 to 1. The caller decides about a trace that comes from outside. */
  readonly ratio: number;
  readonly attributes: Attributes;
}

const kinds = { server: SpanKind.SERVER, consumer: SpanKind.CONSUMER, internal: SpanKind.INTERNAL } as const;

/** Sends spans to a collector. While the collector does not answer, some spans are kept for a while and the rest are dropped. */
export function openTelemetry({ url, ratio, attributes }: OpenTelemetryOptions): Tracing {
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'ragtime', ...present(attributes) }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }),
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url }), scheduledDelayMillis: 1_000 })],
  });
  const tracer = provider.getTracer('ragtime');
  return {
    begin(name, { parent, kind = 'internal', attributes: own = {}, beganAtMs }) {
      const span = tracer.startSpan(
        name,
        { kind: kinds[kind], attributes: present(own), ...(beganAtMs === undefined ? {} : { startTime: beganAtMs }) },
        contextOf(parent),
      );
      return {
        traceParent: traceParentOf(span),
        set: (more) => void span.setAttributes(present(more)),
        end(trouble) {
          if (trouble !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: trouble });
          span.end();
        },
      };
    },
    async stop() {
      await provider.shutdown();
    },
  };
}

function contextOf(parent: string | undefined) {
  const read = readTraceParent(parent);
  if (read === undefined) return ROOT_CONTEXT;
  const { traceId, spanId, isSampled } = read;
  const traceFlags = isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
}

function traceParentOf(span: OtelSpan): string {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return `00-${traceId}-${spanId}-0${traceFlags & 1}`;
}

const present = (attributes: Attributes): Record<string, string | number | boolean> =>
  Object.fromEntries(Object.entries(attributes).filter((entry): entry is [string, string | number | boolean] => entry[1] !== undefined));
