import type { TenantId } from '@ragtime/domain';
import { ProblemError, readBehindGate } from '@ragtime/http-kit';
import type { DocumentView } from '@ragtime/read-model';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CommandApiNeeds } from '../needs.ts';

/** A document as the read model has it: for its key's slot, which only reads know. @throws ProblemError document-unknown */
export async function readDocument(
  request: FastifyRequest,
  reply: FastifyReply,
  { queries, reads, gate }: CommandApiNeeds,
  { tenantId, datasetId, documentId }: { readonly tenantId: TenantId; readonly datasetId: string; readonly documentId: string },
): Promise<DocumentView> {
  const document = await readBehindGate(request, reply, [reads.library], gate, () => queries.getDocument(tenantId, datasetId, documentId));
  if (document === undefined) throw new ProblemError('document-unknown');
  return document;
}
