import type { DocumentId, Priority, TenantId } from '@ragtime/domain';
import { type Answer, done, positionsOf } from '../answers/answer.ts';
import type { ApplicationNeeds, Call } from '../ports.ts';
import { type Runs, requestRuns } from '../runs/request-runs.ts';
import type { Registered, RegisterRequest } from './register.ts';

type Needs = Pick<ApplicationNeeds, 'bus' | 'library' | 'trackers'>;

const waitMs = 5_000;

/**
 * Starts runs of new documents and revisions. It also starts runs of existing documents that were never parsed, since an earlier
 * upload may have broken off before it started them.
 */
export async function startParsing(
  needs: Needs,
  call: Call,
  { datasetId }: Pick<RegisterRequest, 'datasetId'>,
  registered: readonly Registered[],
  priority: Priority | undefined,
): Promise<Answer<Runs>> {
  const known = await knownAsTheyAre(needs, call.principal.tenantId, registered);
  const documentIds: DocumentId[] = registered.flatMap((one) => {
    if (one.kind === 'created' || one.kind === 'revised') return [one.documentId];
    return one.kind !== 'refused' && known.get(one.documentId)?.status === 'uploaded' ? [one.documentId] : [];
  });
  if (documentIds.length === 0) return done(new Map());
  return await requestRuns(needs, call, { datasetId, documentIds, priority, ifMissing: 'skip', keepEdits: false, isFirst: false });
}

/** Reads existing documents at the position of the answer that found them. A read model that lags might show them as parsed, or not at all. */
async function knownAsTheyAre({ library, trackers }: Needs, tenantId: TenantId, registered: readonly Registered[]) {
  const there = registered.flatMap((one) => (one.kind === 'skipped' || one.kind === 'unchanged' ? [one] : []));
  if (there.length === 0) return new Map<string, { readonly status: string }>();
  const at = there.flatMap(({ outcome }) => ('at' in outcome ? [outcome.at] : []));
  await trackers.library.waitFor(positionsOf(...at), { timeoutMs: waitMs });
  return await library.documentsById(
    tenantId,
    there.map(({ documentId }) => documentId),
  );
}
