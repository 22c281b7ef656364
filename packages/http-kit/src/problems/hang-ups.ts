import type { FastifyRequest } from 'fastify';

/** What streams and sockets report when the other side is gone. */
const ofLines: ReadonlySet<unknown> = new Set([
  'ABORT_ERR',
  'ECONNRESET',
  'EPIPE',
  'ERR_STREAM_DESTROYED',
  'ERR_STREAM_PREMATURE_CLOSE',
  'ERR_STREAM_WRITE_AFTER_END',
  'FST_ERR_CTP_INVALID_CONTENT_LENGTH',
]);
const causesMax = 5;

/** Whether the error only says that the caller hung up. A defect that shows at the same time is none. */
export function isHangUp(error: unknown, { hungUp, raw }: FastifyRequest): boolean {
  if (!hungUp.aborted && !raw.destroyed) return false;
  let at: unknown = error;
  for (let depth = 0; depth < causesMax && at instanceof Error; depth += 1) {
    if (at === hungUp.reason || ('code' in at && ofLines.has(at.code)) || at.message === 'aborted') return true;
    at = at.cause;
  }
  return false;
}
