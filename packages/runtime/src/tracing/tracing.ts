export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

export interface SpanOptions {
  /** A W3C `traceparent`. An invalid one counts as missing: then the span begins a trace. */
  readonly parent: string | undefined;
  readonly kind?: 'server' | 'consumer' | 'internal';
  readonly attributes?: Attributes;
  /** Milliseconds since 1970. Default: now. */
  readonly beganAtMs?: number;
}

export interface Span {
  /** The parent of spans within this one, here or in another process. Undefined when nothing is traced and the caller sent none. */
  readonly traceParent: string | undefined;
  set(attributes: Attributes): void;
  /** `trouble` says why the span failed. Undefined when it did not. */
  end(trouble?: string): void;
}

/** Takes spans. Its functions never fail, and no caller waits for them. */
export interface Tracing {
  begin(name: string, options: SpanOptions): Span;
  /** Sends the spans that it still holds. */
  stop(): Promise<void>;
}

/** Traces nothing, and passes on the parent that callers sent. */
export const noTracing: Tracing = {
  begin: (_name, { parent }) => ({ traceParent: parent, set: () => undefined, end: () => undefined }),
  stop: async () => await Promise.resolve(),
};

export interface TraceParent {
  readonly traceId: string;
  readonly spanId: string;
  readonly isSampled: boolean;
}

/** Reads a parent of W3C Trace Context. Returns undefined when the text is not valid. */
export function readTraceParent(text: string | undefined): TraceParent | undefined {
  const [, traceId, spanId, flags] =
    /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/.exec(text ?? '') ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 };
}
