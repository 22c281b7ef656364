import type { BlobId, DatasetId, DocumentId, TenantId } from '@ragtime/domain';
import type { Documents } from '../documents/documents.ts';
import type { OrchestratorLimits, OrchestratorOptions } from '../options.ts';

/** An upload lies right below its document; what workers leave lies in a folder of its task. */
const uploadSegments = 4;
const removedAtOnce = 100;

export interface Known {
  readonly documents: Pick<Documents, 'find'>;
  readonly isTenant: (tenantId: TenantId) => boolean;
}

type Needs = Pick<OrchestratorOptions, 'blobs' | 'machine' | 'logger'>;

/**
 * Which blobs nobody can ever name: uploads without an event, and whatever lies under a document that is not there. Only those
 * older than the limit: `RegisterDocument` takes no upload half as old, so a fold that is seconds behind still knows every one
 * that may be named.
 */
export async function sweepUploads(
  { blobs, machine, logger }: Needs,
  { uploadAgeMaxMs }: Pick<OrchestratorLimits, 'uploadAgeMaxMs'>,
  known: Known,
  keeping: { readonly isTrue: boolean },
): Promise<number> {
  const before = machine.clock.nowMs() - uploadAgeMaxMs;
  const found: string[] = [];
  let removed = 0;
  for await (const { path, writtenAtMs } of blobs.list('')) {
    if (writtenAtMs < before && isUnnamed(path, known)) found.push(path);
    if (!keeping.isTrue) return removed;
    if (found.length >= removedAtOnce) removed += await blobs.remove(found.splice(0));
  }
  if (keeping.isTrue) removed += await blobs.remove(found);
  if (removed > 0) logger.info({ removed }, 'blobs that no event names were removed');
  return removed;
}

function isUnnamed(path: string, { documents, isTenant }: Known): boolean {
  const segments = path.split('/');
  const [tenantId, datasetId, documentId] = segments;
  if (segments.length < uploadSegments || datasetId === undefined || documentId === undefined) return false;
  if (!isTenant(tenantId as TenantId)) return false; // somebody else's: blobs of documents lie below their tenant
  const document = documents.find(datasetId as DatasetId, documentId as DocumentId);
  if (document === undefined) return true;
  return segments.length === uploadSegments && !document.originals.includes(path as BlobId);
}
