import type { DocumentId, Priority } from '@ragtime/domain';
import type { OutcomePosition } from '@ragtime/event-log';
import type { CommandApiNeeds } from '../../needs.ts';
import { requestRuns } from '../../parsing/request-runs.ts';
import type { Registered, RegisterRequest } from './register.ts';

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
  const there = registered.flatMap((one) => (one.kind === 'skipped' || one.kind === 'unchanged' ? [one.documentId] : []));
  const known = there.length === 0 ? new Map() : await needs.queries.documentsById(context.principal.tenantId, there);
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
