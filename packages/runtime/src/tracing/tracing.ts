export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

export interface SpanOptions {
  /** A W3C `traceparent`. One that is none counts as missing: the span begins a trace. */
  readonly parent: string | undefined;
  readonly kind?: 'server' | 'consumer' | 'internal';
  readonly attributes?: Attributes;
  /** Milliseconds since 1970. Default: now. */
  readonly beganAtMs?: number;
}

export interface Span {
  /** For whatever happens within it, here or elsewhere; undefined where nothing is traced and nobody asked for it. */
  readonly traceParent: string | undefined;
  set(attributes: Attributes): void;
  /** `trouble`: why it failed, where it did. */
  end(trouble?: string): void;
}

/** Where spans go. What it does never fails and is never waited for. */
export interface Tracing {
  begin(name: string, options: SpanOptions): Span;
  /** Sends what it still has. */
  stop(): Promise<void>;
}

/** Traces nothing, and hands on what callers sent along. */
export const noTracing: Tracing = {
  begin: (_name, { parent }) => ({ traceParent: parent, set: () => undefined, end: () => undefined }),
  stop: async () => await Promise.resolve(),
};

export interface TraceParent {
  readonly traceId: string;
  readonly spanId: string;
  readonly isSampled: boolean;
}

/** Of W3C Trace Context; undefined for what is none. */
export function readTraceParent(text: string | undefined): TraceParent | undefined {
  const [, traceId, spanId, flags] =
    /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/.exec(text ?? '') ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 };
}
