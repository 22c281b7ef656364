import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { problemOf, problemTypeUrl } from '@ragtime/contracts';
import type { Machine, Timer } from '@ragtime/runtime';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** How slowly a body may come. A caller that sends less holds a connection, and what was reserved for it, for nothing. */
export interface BodyPace {
  readonly bytesPerSecondMin: number;
  /** The pace is taken over so many seconds, so that a line may stand still for a while. */
  readonly overSeconds: number;
}

export const defaultBodyPace: BodyPace = { bytesPerSecondMin: 256, overSeconds: 60 };

/**
 * Ends requests whose body comes more slowly than it must: with 408 if the answer has not begun, and in any case with the connection. Time in
 * which this server does not read, because a disk is slow, does not count. The rest of a body after a refusal is held to the same pace.
 */
export function endSlowBodies(app: FastifyInstance, { timers }: Pick<Machine, 'timers'>, pace: BodyPace): void {
  app.addHook('onRequest', async (request) => {
    if (hasBody(request)) watch(request, timers.every, pace);
  });
}

function watch(request: FastifyRequest, every: Machine['timers']['every'], { bytesPerSecondMin, overSeconds }: BodyPace): void {
  const { raw } = request;
  const { socket } = raw;
  let before = socket.bytesRead;
  let wasHeld = false;
  const timer: Timer = every(overSeconds * 1_000, () => {
    if (raw.complete || socket.destroyed) return timer.cancel();
    const bytes = socket.bytesRead - before;
    before = socket.bytesRead;
    const held = isHeldByUs(request);
    // One whole stretch after the server has read again: the line was blocked until then.
    if (!held && !wasHeld && bytes < bytesPerSecondMin * overSeconds) {
      timer.cancel();
      request.log.info(
        { bytes, overSeconds, route: request.routeOptions.url },
        'the body of a request came too slowly; the connection is ended',
      );
      end(socket, request);
    }
    wasHeld = held;
  });
  raw.once('close', () => timer.cancel());
}

const hasBody = ({ headers }: FastifyRequest): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** Bytes are there that nobody has read yet. */
const isHeldByUs = ({ raw }: FastifyRequest): boolean => raw.readableLength > 0;

function end(socket: Socket, { id, raw }: FastifyRequest): void {
  const { status, title } = problemOf('request-timeout');
  const body = JSON.stringify({ type: problemTypeUrl('request-timeout'), title, status, code: 'request-timeout' });
  const answer =
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nconnection: close\r\ncontent-type: application/problem+json\r\n` +
    `ragtime-request-id: ${id}\r\nx-content-type-options: nosniff\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  const message = '_httpMessage' in socket ? socket._httpMessage : undefined;
  const isAnswered = typeof message === 'object' && message !== null && 'headersSent' in message && message.headersSent === true;
  if (isAnswered || !socket.writable) raw.destroy();
  else socket.end(answer, () => raw.destroy());
}
