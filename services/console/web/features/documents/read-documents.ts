import { dataOf } from '@ragtime/client/web';
import type { Api } from '../../shared/api/api.ts';
import type { Document } from './changes.ts';

export interface DocumentsWanted {
  readonly datasetId: string;
  /** The most documents to read. */
  readonly wanted: number;
  readonly nameContains: string;
}

export interface DocumentsRead {
  /** Newest first. */
  readonly documents: readonly Document[];
  readonly total: number;
  readonly hasMore: boolean;
  /** The position after which a stream of changes continues. */
  readonly position: string | undefined;
}

const pageSizeMax = 1_000;

/** Reads as many pages as needed. It returns the position of the first page, so that no change is missed. */
export async function readDocuments(
  api: Api,
  { datasetId, wanted, nameContains }: DocumentsWanted,
  signal: AbortSignal,
): Promise<DocumentsRead> {
  const documents: Document[] = [];
  let position: string | undefined;
  let cursor: string | undefined;
  let total: number | undefined;
  do {
    const query = {
      limit: Math.min(pageSizeMax, wanted - documents.length),
      total: 'true' as const,
      ...(cursor === undefined ? {} : { cursor }),
      ...(nameContains === '' ? {} : { nameContains }),
    };
    const asked = api.api.GET('/v1/datasets/{datasetId}/documents', { params: { path: { datasetId }, query }, signal });
    const page = await dataOf(asked);
    position ??= (await asked).response.headers.get('ragtime-position') ?? undefined;
    cursor = page.nextCursor;
    total = page.total ?? total;
    documents.push(...page.items);
  } while (cursor !== undefined && documents.length < wanted);
  return { documents, total: total ?? documents.length, hasMore: cursor !== undefined, position };
}

/** The number of documents that are being parsed or wait for it. */
export async function countOpen({ api }: Api, datasetId: string, signal: AbortSignal): Promise<number> {
  const query = { status: ['queued', 'running'] satisfies Document['status'][], limit: 1, total: 'true' as const };
  return (await dataOf(api.GET('/v1/datasets/{datasetId}/documents', { params: { path: { datasetId }, query }, signal }))).total ?? 0;
}
