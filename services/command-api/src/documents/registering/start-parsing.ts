import type { DocumentId, Priority, TenantId } from '@ragtime/domain';
import type { OutcomePosition } from '@ragtime/event-log';
import { positionsOf } from '@ragtime/http-kit';
import type { DocumentView } from '@ragtime/read-model';
import type { CommandApiNeeds } from '../../needs.ts';
import { requestRuns } from '../../parsing/request-runs.ts';
import type { Registered, RegisterRequest } from './register.ts';

const waitMs = 5_000;

/**
 * Starts runs of what is new; and of what was there already but never parsed, as after an upload that broke off between the two.
 *
 * @throws ProblemError
 */
export async function startParsing(
  needs: CommandApiNeeds,
  { context, datasetId, payloadHash }: RegisterRequest,
  registered: readonly Registered[],
  priority: Priority | undefined,
): Promise<{ readonly runIds: ReadonlyMap<string, string>; readonly at: readonly OutcomePosition[] }> {
  const known = await knownAsTheyAre(needs, context.principal.tenantId, registered);
  const documentIds: DocumentId[] = registered.flatMap((one) => {
    if (one.kind === 'created' || one.kind === 'revised') return [one.documentId];
    return one.kind !== 'refused' && known.get(one.documentId)?.status === 'uploaded' ? [one.documentId] : [];
  });
  if (documentIds.length === 0) return { runIds: new Map(), at: [] };
  const { runs, at } = await requestRuns(needs, {
    context,
    payloadHash,
    datasetId,
    documentIds,
    priority,
    ifMissing: 'skip',
    keepEdits: false,
    isFirst: false,
  });
  return { runIds: new Map([...runs].map(([documentId, { runId }]) => [documentId, runId])), at };
}

/** What was there already, as it is at the position of the answer that said so: a read model that lags would call it parsed, or nothing at all. */
async function knownAsTheyAre({ queries, reads }: CommandApiNeeds, tenantId: TenantId, registered: readonly Registered[]) {
  const there = registered.flatMap((one) => (one.kind === 'skipped' || one.kind === 'unchanged' ? [one] : []));
  if (there.length === 0) return new Map<string, DocumentView>();
  const at = there.flatMap(({ outcome }) => ('at' in outcome ? [outcome.at] : []));
  await reads.library.tracker.waitFor(positionsOf(...at), { timeoutMs: waitMs });
  return await queries.documentsById(
    tenantId,
    there.map(({ documentId }) => documentId),
  );
}
