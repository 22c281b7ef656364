import { readTraceParent, type Tracing } from '@ragtime/runtime';
import type { RecordedEvent } from '../port/envelope.ts';

/** A record that is projected later than this after its time belongs to a catch-up. It gets no span. */
const freshMs = 60_000;

/** For `onCommitted`: adds a span to the trace of each record that has one, from the start of its batch to the commit. */
export const traceCommits =
  (tracing: Tracing, projection: string) =>
  (records: readonly RecordedEvent<unknown>[], beganAtMs: number): void => {
    for (const { meta, event, offset, partition } of records) {
      if (readTraceParent(meta.traceParent)?.isSampled !== true || beganAtMs - meta.atMs > freshMs) continue;
      const attributes = { 'ragtime.event.type': typeOf(event), 'ragtime.partition': partition, 'ragtime.offset': offset };
      tracing.begin(`project into ${projection}`, { parent: meta.traceParent, kind: 'consumer', beganAtMs, attributes }).end();
    }
  };

const typeOf = (event: unknown): string | undefined =>
  typeof event === 'object' && event !== null && 'type' in event ? String(event.type) : undefined;
