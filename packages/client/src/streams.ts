import { createBackoff, type WaitingMachine } from '@ragtime/runtime/waiting';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import { asProblem, RagtimeProblem, RagtimeUnreachable } from './problem.ts';

export interface StreamedEvent {
  readonly event: string;
  readonly data: unknown;
  /** The position that the stream has reached with this event. A new stream can resume from it. Undefined for an event without a position. */
  readonly id: string | undefined;
}

export interface StreamOptions {
  /** A `Ragtime-Position`, or the id of the last event that was seen. The stream begins after it. */
  readonly after?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called when the stream opens, and when its connection is lost and will be opened again. */
  readonly onConnection?: ((isOpen: boolean) => void) | undefined;
}

export interface StreamNeeds {
  readonly fetch: typeof globalThis.fetch;
  readonly headers: Readonly<Record<string, string>>;
  readonly machine: WaitingMachine;
}

const betweenMs = [100, 5_000] as const;

/**
 * Streams events until the signal is aborted. After a lost connection it resumes after the last event, so each event comes exactly
 * once. Only events without an id (the latest value of something) may be skipped or come twice.
 *
 * @throws RagtimeProblem when the server refuses for good, for example because the key was revoked.
 */
export async function* streamEvents(
  url: string,
  needs: StreamNeeds,
  { after, signal, onConnection }: StreamOptions,
): AsyncGenerator<StreamedEvent> {
  let lastId = after;
  const backoff = createBackoff(needs.machine, betweenMs);
  const isAborted = () => signal?.aborted === true;
  while (!isAborted()) {
    try {
      const events = await open(url, needs, lastId, signal);
      onConnection?.(true);
      for await (const event of events) {
        backoff.reset();
        lastId = event.id ?? lastId;
        yield event;
      }
    } catch (error) {
      if (isAborted()) return;
      if (error instanceof RagtimeProblem && !error.isPassing) throw error;
    }
    if (!isAborted()) onConnection?.(false);
    await backoff.wait(signal).catch(() => undefined);
  }
}

async function open(url: string, needs: StreamNeeds, lastId: string | undefined, signal: AbortSignal | undefined) {
  const headers = { ...needs.headers, accept: 'text/event-stream', ...(lastId === undefined ? {} : { 'last-event-id': lastId }) };
  const response = await needs.fetch(url, { headers, ...(signal === undefined ? {} : { signal }) });
  if (!response.ok) throw asProblem(response, await response.json().catch(() => undefined));
  if (response.body === null) throw new RagtimeUnreachable(`${url} answered without a body`);
  return parsed(response.body);
}

async function* parsed(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamedEvent> {
  const text = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>);
  // A reader is used, since not every browser can iterate over a stream.
  const reader = text.pipeThrough(new EventSourceParserStream()).getReader();
  try {
    for (;;) {
      const { value } = await reader.read();
      if (value === undefined) return;
      yield { event: value.event ?? 'message', data: JSON.parse(value.data) as unknown, id: value.id };
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
