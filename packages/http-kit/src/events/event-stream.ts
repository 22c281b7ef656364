import { Readable } from 'node:stream';
import { onAbort } from '@ragtime/runtime';
import type { FastifyReply } from 'fastify';

export interface ServerEvent {
  /** The client sends it back as `Last-Event-ID` to resume after this event. Without an id, the client resumes after the last event that had one. */
  readonly id?: string;
  readonly event: string;
  readonly data: unknown;
}

/** A `beat` shows that the connection is alive while nothing happens. */
export type ServerEvents = AsyncIterable<ServerEvent | 'beat'>;

/**
 * Answers with events until the client hangs up or the server closes; then the signal of `produce` is aborted. A slow client slows
 * only its own stream.
 *
 * @throws ProblemError too-many-streams
 */
export function streamEvents(reply: FastifyReply, produce: (signal: AbortSignal) => ServerEvents): FastifyReply {
  const release = reply.server.takeStream(reply.request);
  const over = new AbortController();
  const { signal } = over;
  const forget = onAbort((reason) => over.abort(reason), reply.server.closing);
  reply.raw.once('close', () => {
    forget();
    release();
    over.abort(new Error('the client hung up'));
  });
  const stream = Readable.from(linesOf(produce(signal), signal), { objectMode: false, highWaterMark: 64 * 1024 });
  return reply
    .headers({ 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
    .send(stream);
}

async function* linesOf(events: ServerEvents, signal: AbortSignal): AsyncGenerator<string> {
  // The first line goes out at once, so that the client sees its answer begin.
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
