import type { TenantId } from '@ragtime/domain';
import type { Positions } from '@ragtime/event-log';
import { limitMax, type ReadSource } from '@ragtime/http-kit';
import type { Queries } from '@ragtime/read-model';
import type { StateFeed } from './state-feed.ts';

/** The status of every document, as a list would show it. It is read behind the position that it states. */
export type PresentState = (
  tenantId: TenantId,
  /** Undefined: every dataset of the tenant. */
  datasetId: string | undefined,
) => Promise<{ readonly state: unknown; readonly at: Positions }>;

interface Needs {
  readonly queries: Queries;
  readonly reads: { readonly library: Pick<ReadSource, 'tracker'> };
  readonly feed: StateFeed;
}

const catchUpMs = 5_000;

/** Clients that ask for one state while it is being read share the answer. After a lost connection, all of them come at once. */
export function createPresentState(needs: Needs): PresentState {
  const reading = new Map<string, ReturnType<PresentState>>();
  return async (tenantId, datasetId) => {
    const name = JSON.stringify([tenantId, datasetId]);
    const asked = reading.get(name) ?? read(needs, tenantId, datasetId).finally(() => reading.delete(name));
    reading.set(name, asked);
    return await asked;
  };
}

async function read({ queries, reads, feed }: Needs, tenantId: TenantId, datasetId: string | undefined) {
  // The rows must reach the oldest change that is kept. Otherwise the client would miss the changes between the two.
  await reads.library.tracker.waitFor(feed.current(), { timeoutMs: catchUpMs });
  const at = reads.library.tracker.current();
  const datasetIds = datasetId === undefined ? await allDatasets(queries, tenantId) : [datasetId];
  const documents: unknown[] = [];
  for (const each of datasetIds) {
    let cursor: string | undefined;
    do {
      const page = await queries.listDocuments(tenantId, each, { limit: limitMax, cursor });
      for (const { documentId, status, progress, runId, error, chunks, tokens, pages } of page?.items ?? [])
        documents.push({ documentId, datasetId: each, status, progress, runId, error, chunks, tokens, pages });
      cursor = page?.nextCursor;
    } while (cursor !== undefined);
  }
  return { state: { datasetIds, documents }, at };
}

async function allDatasets(queries: Needs['queries'], tenantId: TenantId): Promise<readonly string[]> {
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await queries.listDatasets(tenantId, { limit: limitMax, cursor });
    found.push(...page.items.map(({ datasetId }) => datasetId));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return found;
}
