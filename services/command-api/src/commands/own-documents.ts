import type { TenantId } from '@ragtime/domain';
import { readBehindGate } from '@ragtime/http-kit';
import type { DocumentView } from '@ragtime/read-model';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CommandApiNeeds } from '../needs.ts';

/** A document as the read model has it: for its key's slot, which only reads know. Undefined: there is none, or none any more. */
export async function findDocument(
  request: FastifyRequest,
  reply: FastifyReply,
  { queries, reads, gate }: CommandApiNeeds,
  { tenantId, datasetId, documentId }: { readonly tenantId: TenantId; readonly datasetId: string; readonly documentId: string },
): Promise<DocumentView | undefined> {
  return await readBehindGate(request, reply, [reads.library], gate, () => queries.getDocument(tenantId, datasetId, documentId));
}
