import { AppendRefused, type LogRecord, type Offset, type PartitionSession } from '../port/log.ts';

/**
 * - `appended`: every record counts, from the expected offset on.
 * - `lost`: another writer was first. The batch lies at `landed` and never counts. Fold the new records and decide again.
 * - `refused`: certainly nothing was written.
 * - `doubt`: the batch may count, now or when it lands later. Settle it with a barrier before anything else is decided on this partition.
 */
export type AppendOutcome =
  | { readonly kind: 'appended' }
  | { readonly kind: 'lost'; readonly landed: Offset }
  | { readonly kind: 'refused'; readonly reason: AppendRefused['reason'] }
  | { readonly kind: 'doubt' };

/**
 * Appends a batch that was decided on all records below `expected`.
 *
 * Never call it while another batch of this partition is unanswered. If that one is lost and another writer's batch of the same length takes its
 * place, this batch would lie at its stamped offset and depend on a state that never existed.
 */
export async function compareAndAppend(session: PartitionSession, expected: Offset, batch: readonly LogRecord[]): Promise<AppendOutcome> {
  try {
    const landed = await session.append(batch);
    return landed === expected ? { kind: 'appended' } : { kind: 'lost', landed };
  } catch (cause) {
    return cause instanceof AppendRefused ? { kind: 'refused', reason: cause.reason } : { kind: 'doubt' };
  }
}
