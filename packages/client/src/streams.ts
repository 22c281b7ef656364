import { createBackoff, type Machine } from '@ragtime/runtime';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import { asProblem, RagtimeProblem, RagtimeUnreachable } from './problem.ts';

export interface StreamedEvent {
  readonly event: string;
  readonly data: unknown;
  /** The position that the stream has reached with this event: a new stream goes on from it. Undefined for an event without a position. */
  readonly id: string | undefined;
}

export interface StreamOptions {
  /** A `Ragtime-Position`, or the id of the last event that was seen: begin behind it. */
  readonly after?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface StreamNeeds {
  readonly fetch: typeof globalThis.fetch;
  readonly headers: Readonly<Record<string, string>>;
  readonly machine: Pick<Machine, 'timers' | 'random'>;
}

const betweenMs = [100, 5_000] as const;

/**
 * Events without end. A broken line is taken up again behind the last event that came, so each comes exactly once; only what
 * has no id (the latest value of something) may be skipped or come twice. Ends when the signal is aborted.
 *
 * @throws RagtimeProblem when the server refuses for good, such as a key that was revoked.
 */
export async function* streamEvents(url: string, needs: StreamNeeds, { after, signal }: StreamOptions): AsyncGenerator<StreamedEvent> {
  let lastId = after;
  const backoff = createBackoff(needs.machine, betweenMs);
  const isAborted = () => signal?.aborted === true;
  while (!isAborted()) {
    try {
      for await (const event of await open(url, needs, lastId, signal)) {
        backoff.reset();
        lastId = event.id ?? lastId;
        yield event;
      }
    } catch (error) {
      if (isAborted()) return;
      if (error instanceof RagtimeProblem && !error.isPassing) throw error;
    }
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
  for await (const { event = 'message', data, id } of text.pipeThrough(new EventSourceParserStream()))
    yield { event, data: JSON.parse(data) as unknown, id };
}
