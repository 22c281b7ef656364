import type { AppendRefused, LogRecord, Offset } from '../port/log.ts';

/** The request of a session that a fault function is asked about, before anything was done for it. */
export type FaultPoint = { readonly topic: string; readonly partition: number; readonly session: number } & (
  | { readonly operation: 'append'; readonly records: readonly LogRecord[] }
  | { readonly operation: 'read'; readonly from: Offset }
  | { readonly operation: 'prove-end' | 'open' }
);

/**
 * - `lost-request`: the request never arrives. The caller sees a broken connection, and the session is over.
 * - `lost-answer`: the request is done and its answer is lost. The session is over.
 * - `error-after-append`: the records are appended and the answer is an error. The session lives on.
 * - `late`: the caller sees a time-out at once. The request lands `delayMs` later, whatever happened meanwhile.
 * - `doubled`: the request is delivered twice. The answer is that of the first.
 * - `refused`: the request is certainly not done.
 * - `session-ends`: the session is found closed before the request was sent.
 * - `deposed`: from now on this session speaks to a deposed server. That server shows the log as it was `behind` records ago (default 0), and
 *   appends nothing.
 * - `lagging`, when a session is opened: the server leads the partition but shows `behind` records fewer than there are until it appends. A new
 *   leader does so for a moment.
 * - `slow`: the request is done after `delayMs`.
 * - `slow-answer`: the request is done at once and answered after `delayMs`.
 * A fault that makes no sense for an operation breaks the connection there.
 */
export type Fault =
  | { readonly kind: 'lost-request' | 'lost-answer' | 'error-after-append' | 'doubled' | 'session-ends' }
  | { readonly kind: 'deposed'; readonly behind?: number }
  | { readonly kind: 'lagging'; readonly behind: number }
  | { readonly kind: 'late' | 'slow' | 'slow-answer'; readonly delayMs: number }
  | { readonly kind: 'refused'; readonly reason: AppendRefused['reason'] };

export type Faults = (point: FaultPoint) => Fault | undefined;
