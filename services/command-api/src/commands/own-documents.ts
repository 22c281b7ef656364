import type { TenantId } from '@ragtime/domain';
import { readBehindGate } from '@ragtime/http-kit';
import type { DocumentView } from '@ragtime/read-model';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CommandApiNeeds } from '../needs.ts';

/**
 * A document as the read model has it: for its key's slot, which only reads know, and with that key at hand. Undefined: there is none, or none any more. Rows of any age will do:
 * a slot never changes, and whether the document is still there is decided by its owner. Only one that is missing may be waited for.
 */
export async function findDocument(
  request: FastifyRequest,
  reply: FastifyReply,
  { queries, reads, gate, vault }: CommandApiNeeds,
  { tenantId, datasetId, documentId }: { readonly tenantId: TenantId; readonly datasetId: string; readonly documentId: string },
): Promise<Pick<DocumentView, 'keySlot'> | undefined> {
  const read = async () => await queries.getDocument(tenantId, datasetId, documentId);
  const document = (await read()) ?? (await readBehindGate(request, reply, [reads.library], gate, read));
  if (document !== undefined) await vault.learn({ slots: [document.keySlot] });
  return document;
}
