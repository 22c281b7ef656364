import type { DatasetId, DocumentId, Priority } from '@ragtime/domain';
import type { Answer } from '../answers/answer.ts';
import type { ApplicationNeeds, Call } from '../ports.ts';
import { cancelRuns, type Runs, type RunsRequest, requestRuns } from './request-runs.ts';

/** The named documents, or all documents of the dataset. */
export type Wanted = { readonly documentIds: readonly DocumentId[] } | { readonly all: true };

const pageLimit = 200;

/** Answers for a deleted dataset: the log refuses the request, or still knows the first answer to it. */
const gone: Pick<RunsRequest, 'documentIds' | 'ifMissing'> = { documentIds: [], ifMissing: 'skip' };

type Needs = Pick<ApplicationNeeds, 'bus' | 'library'>;

/** Starts parse runs of the named documents, or of all. */
export async function parseDocuments(
  needs: Needs,
  call: Call,
  request: {
    readonly datasetId: DatasetId;
    readonly wanted: Wanted;
    readonly priority: Priority | undefined;
    readonly keepEdits: boolean;
  },
): Promise<Answer<Runs>> {
  const { datasetId, priority, keepEdits } = request;
  const targets = await targetsOf(needs, call, request);
  return await requestRuns(needs, call, { datasetId, ...targets, priority, keepEdits, isFirst: true });
}

/** Cancels the open parse runs of the named documents, or of all. */
export async function cancelParsing(
  needs: Needs,
  call: Call,
  request: { readonly datasetId: DatasetId; readonly wanted: Wanted },
): Promise<Answer<Runs>> {
  const targets = await targetsOf(needs, call, request);
  return await cancelRuns(needs, call, { datasetId: request.datasetId, ...targets, isFirst: true });
}

async function targetsOf(
  { library }: Needs,
  { principal, fresh }: Call,
  { datasetId, wanted }: { readonly datasetId: DatasetId; readonly wanted: Wanted },
): Promise<Pick<RunsRequest, 'documentIds' | 'madeAtMs' | 'ifMissing'>> {
  if ('documentIds' in wanted) return { documentIds: [...new Set(wanted.documentIds)], ifMissing: 'refuse' };
  await fresh.wait('library');
  // A repeat may list documents that the first request did not, so the time at which each was made is kept.
  const madeAtMs = new Map<DocumentId, number>();
  let cursor: string | undefined;
  do {
    const page = await library.listDocuments(principal.tenantId, datasetId, { limit: pageLimit, cursor });
    if (page === undefined) return gone;
    for (const { documentId, createdAtMs } of page.items) madeAtMs.set(documentId, createdAtMs);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return { documentIds: [...madeAtMs.keys()], madeAtMs, ifMissing: 'skip' };
}
