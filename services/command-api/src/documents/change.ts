import type { ChangeDocument, DatasetId, DocumentId, KeySlot } from '@ragtime/domain';
import {
  commandContextOf,
  ProblemError,
  passReadGate,
  payloadHashOf,
  principalOf,
  problemResponses,
  stateOutcome,
  submissionOf,
} from '@ragtime/http-kit';
import { z } from 'zod';
import type { Routes } from '../needs.ts';
import { DocumentName, documentNameHash, Metadata } from './names.ts';

/** PATCH /v1/datasets/{datasetId}/documents/{documentId} */
export const changeDocument: Routes = (app, needs) => {
  const { bus, vault, machine, queries, reads, gate } = needs;
  app.patch(
    '/v1/datasets/:datasetId/documents/:documentId',
    {
      config: { action: 'document:change' },
      schema: {
        operationId: 'changeDocument',
        summary: 'Rename a document, replace its metadata, or take it out of searches',
        tags: ['documents'],
        params: z.strictObject({ datasetId: z.string(), documentId: z.string() }),
        body: z.strictObject({ name: DocumentName.optional(), metadata: Metadata.nullable().optional(), enabled: z.boolean().optional() }),
        response: { 200: z.object({ documentId: z.string(), version: z.int() }), ...problemResponses },
      },
    },
    async (request, reply) => {
      const context = commandContextOf(request, principalOf(request), machine.random);
      const { tenantId } = context.principal;
      const datasetId = request.params.datasetId as DatasetId;
      const documentId = request.params.documentId as DocumentId;
      const { name, metadata, enabled } = request.body;
      await passReadGate(request, reply, [reads.library], gate);
      const slot = await keySlotOf(needs, context.principal, datasetId, documentId);
      const command: ChangeDocument = {
        type: 'ChangeDocument',
        datasetId,
        documentId,
        ...(name === undefined
          ? {}
          : { name: { name: vault.seal(slot, name), nameHash: documentNameHash(vault, tenantId, datasetId, name) } }),
        ...(metadata === undefined ? {} : { metadata: metadata === null ? null : vault.seal(slot, JSON.stringify(metadata)) }),
        ...(enabled === undefined ? {} : { enabled }),
      };
      const { version } = stateOutcome(reply, await bus.submit(submissionOf(command, context, payloadHashOf(request, request.body))));
      return reply.header('etag', `"${version}"`).send({ documentId, version });
    },
  );

  async function keySlotOf(
    _: unknown,
    { tenantId }: { readonly tenantId: Parameters<typeof queries.getDocument>[0] },
    datasetId: string,
    documentId: string,
  ): Promise<KeySlot> {
    const document = await queries.getDocument(tenantId, datasetId, documentId);
    if (document === undefined) throw new ProblemError('document-unknown');
    return document.keySlot;
  }
};
