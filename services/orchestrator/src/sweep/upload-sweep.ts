import type { BlobId, DatasetId, DocumentId, TenantId } from '@ragtime/domain';
import type { Documents } from '../documents/documents.ts';
import type { OrchestratorLimits, OrchestratorOptions } from '../options.ts';

/** An upload lies directly below its document. The artifacts of workers lie in a folder of their task. */
const uploadSegments = 4;
const removedAtOnce = 100;

export interface Known {
  readonly documents: Pick<Documents, 'find'>;
  readonly isTenant: (tenantId: TenantId) => boolean;
}

type Needs = Pick<OrchestratorOptions, 'blobs' | 'machine' | 'logger'>;

/**
 * Removes the blobs that no event can ever name: uploads without an event, and everything under a document that does not exist. It removes only
 * blobs older than the limit. `RegisterDocument` refuses uploads of half that age, so a fold that lags by seconds still knows every blob that may
 * be named.
 */
export async function sweepUploads(
  { blobs, machine, logger }: Needs,
  { uploadAgeMaxMs }: Pick<OrchestratorLimits, 'uploadAgeMaxMs'>,
  known: Known,
  keeping: { readonly mayAct: boolean },
): Promise<number> {
  const before = machine.clock.nowMs() - uploadAgeMaxMs;
  const found: string[] = [];
  let removed = 0;
  for await (const { path, writtenAtMs } of blobs.list('')) {
    if (writtenAtMs < before && isUnnamed(path, known)) found.push(path);
    if (!keeping.mayAct) return removed;
    if (found.length >= removedAtOnce) removed += await blobs.remove(found.splice(0));
  }
  if (keeping.mayAct) removed += await blobs.remove(found);
  if (removed > 0) logger.info({ removed }, 'blobs that no event names were removed');
  return removed;
}

function isUnnamed(path: string, { documents, isTenant }: Known): boolean {
  const segments = path.split('/');
  const [tenantId, datasetId, documentId] = segments;
  if (segments.length < uploadSegments || datasetId === undefined || documentId === undefined) return false;
  if (!isTenant(tenantId as TenantId)) return false; // Not ours: blobs of documents lie below their tenant.
  const document = documents.find(datasetId as DatasetId, documentId as DocumentId);
  if (document === undefined) return true;
  return segments.length === uploadSegments && !document.originals.includes(path as BlobId);
}
