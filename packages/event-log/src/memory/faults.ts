import type { AppendRefused, LogRecord, Offset } from '../port/log.ts';

/** What a fault function is asked about: one request of one session, before anything was done for it. */
export type FaultPoint = { readonly topic: string; readonly partition: number; readonly session: number } & (
  | { readonly operation: 'append'; readonly records: readonly LogRecord[] }
  | { readonly operation: 'read'; readonly from: Offset }
  | { readonly operation: 'prove-end' | 'open' }
);

/**
 * - `lost-request`: it never arrives; the caller sees a broken connection, and the session is over.
 * - `lost-answer`: done, and the answer is lost; the session is over.
 * - `error-after-append`: appended, and answered by an error; the session lives on.
 * - `late`: the caller sees a time-out at once; the request lands `delayMs` later, whatever happened meanwhile.
 * - `doubled`: delivered twice; the answer is that of the first.
 * - `refused`: certainly not done.
 * - `session-ends`: the session is found closed before anything was sent.
 * - `deposed`: from now on this session speaks to a server that has lost its office: it shows the log as it was, `behind` records
 *   ago where it lost it before (default 0), and appends nothing.
 * - `lagging`: when opened: the server is in office and shows `behind` records less than there are until it appends, as a new one does for a moment.
 * - `slow`: done after `delayMs`.
 * - `slow-answer`: done at once, answered after `delayMs`.
 * What makes no sense for an operation is a broken connection there.
 */
export type Fault =
  | { readonly kind: 'lost-request' | 'lost-answer' | 'error-after-append' | 'doubled' | 'session-ends' }
  | { readonly kind: 'deposed'; readonly behind?: number }
  | { readonly kind: 'lagging'; readonly behind: number }
  | { readonly kind: 'late' | 'slow' | 'slow-answer'; readonly delayMs: number }
  | { readonly kind: 'refused'; readonly reason: AppendRefused['reason'] };

export type Faults = (point: FaultPoint) => Fault | undefined;
