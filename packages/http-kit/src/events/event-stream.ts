import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

export interface ServerEvent {
  /** Where to go on after this event: what a client sends back as `Last-Event-ID`. Absent: resuming goes on after the event before. */
  readonly id?: string;
  readonly event: string;
  readonly data: unknown;
}

/** `beat`: nothing happened, and the line is alive. */
export type ServerEvents = AsyncIterable<ServerEvent | 'beat'>;

/**
 * Answers with events until the client goes or the server closes; `produce` is told by its signal. A slow client slows what is
 * produced for it, and nothing else.
 */
export function streamEvents(reply: FastifyReply, produce: (signal: AbortSignal) => ServerEvents): FastifyReply {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort(new Error('the client is gone')));
  const signal = AbortSignal.any([gone.signal, reply.server.closing]);
  const stream = Readable.from(linesOf(produce(signal), signal), { objectMode: false, highWaterMark: 64 * 1024 });
  return reply
    .headers({ 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
    .send(stream);
}

async function* linesOf(events: ServerEvents, signal: AbortSignal): AsyncGenerator<string> {
  // Something at once, so that the client sees its answer begin.
  yield ': ragtime\n\n';
  try {
    for await (const event of events) {
      if (signal.aborted) return;
      yield event === 'beat' ? ': beat\n\n' : textOf(event);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

const textOf = ({ id, event, data }: ServerEvent): string =>
  `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
