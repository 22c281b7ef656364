import type { ChangeDocument } from '@ragtime/domain';
import { commandContextOf, ProblemError, payloadHashOf, problemResponses, stateOutcome, submissionOf } from '@ragtime/http-kit';
import { z } from 'zod';
import { firstAnswer } from '../commands/first-answer.ts';
import { DocumentParams, documentIdsOf } from '../commands/ids.ts';
import { findDocument } from '../commands/own-documents.ts';
import type { Routes } from '../needs.ts';
import { DocumentName, documentNameHash, Metadata } from './names.ts';

/** PATCH /v1/datasets/{datasetId}/documents/{documentId} */
export const changeDocument: Routes = (app, needs) => {
  const { bus, vault, machine } = needs;
  app.patch(
    '/v1/datasets/:datasetId/documents/:documentId',
    {
      config: { action: 'document:change' },
      schema: {
        operationId: 'changeDocument',
        summary: 'Rename a document, replace its metadata, or take it out of searches',
        description: 'What is left out stays. `metadata: null` removes all of it.',
        tags: ['documents'],
        params: DocumentParams,
        body: z.strictObject({ name: DocumentName.optional(), metadata: Metadata.nullable().optional(), enabled: z.boolean().optional() }),
        response: { 200: z.object({ documentId: z.string(), version: z.int() }), ...problemResponses },
      },
    },
    async (request, reply) => {
      const context = commandContextOf(request, reply, machine.random);
      const { tenantId } = context.principal;
      const ids = documentIdsOf(request.params);
      const { name, metadata, enabled } = request.body;
      const hash = payloadHashOf(request, request.body);
      const answer = async (version: number) => await reply.header('etag', `"${version}"`).send({ documentId: ids.documentId, version });
      const document = await findDocument(request, reply, needs, { tenantId, ...ids });
      const nothing: ChangeDocument = { type: 'ChangeDocument', ...ids };
      if (document === undefined) {
        const first = await firstAnswer(reply, needs, context, hash, nothing);
        if (first === undefined) throw new ProblemError('document-unknown');
        return await answer(first.version);
      }
      const { keySlot } = document;
      const command: ChangeDocument = {
        ...nothing,
        ...(name === undefined
          ? {}
          : { name: { name: vault.seal(keySlot, name), nameHash: documentNameHash(vault, tenantId, ids.datasetId, name) } }),
        ...(metadata === undefined ? {} : { metadata: metadata === null ? null : vault.seal(keySlot, JSON.stringify(metadata)) }),
        ...(enabled === undefined ? {} : { enabled }),
      };
      return await answer(stateOutcome(reply, await bus.submit(submissionOf(command, context, hash))).version);
    },
  );
};
