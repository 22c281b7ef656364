import { AppendRefused, type LogRecord, type Offset, type PartitionSession } from '../port/log.ts';

/**
 * - `appended`: every record counts, from the expected offset on.
 * - `lost`: somebody wrote first; the batch lies at `landed` and counts nowhere. Fold what is new and decide again.
 * - `refused`: certainly nothing was written.
 * - `doubt`: the batch may count, now or when it lands later. Settle it with a barrier before anything else is decided on this partition.
 */
export type AppendOutcome =
  | { readonly kind: 'appended' }
  | { readonly kind: 'lost'; readonly landed: Offset }
  | { readonly kind: 'refused'; readonly reason: AppendRefused['reason'] }
  | { readonly kind: 'doubt' };

/**
 * Appends a batch that was decided on everything below `expected`.
 *
 * Never call it while another batch of this partition is unanswered: if that one is lost and a stranger's batch of the
 * same length takes its place, this one would lie where its stamp says and rest on a state that never was.
 */
export async function compareAndAppend(session: PartitionSession, expected: Offset, batch: readonly LogRecord[]): Promise<AppendOutcome> {
  try {
    const landed = await session.append(batch);
    return landed === expected ? { kind: 'appended' } : { kind: 'lost', landed };
  } catch (cause) {
    return cause instanceof AppendRefused ? { kind: 'refused', reason: cause.reason } : { kind: 'doubt' };
  }
}
