import type { ChunkId } from '@ragtime/domain';
import { commandContextOf, ProblemError, payloadHashOf, problemResponses, stateOutcome, submissionOf } from '@ragtime/http-kit';
import { uuidFromParts } from '@ragtime/runtime';
import { z } from 'zod';
import { firstAnswer } from '../commands/first-answer.ts';
import { DocumentParams, documentIdsOf } from '../commands/ids.ts';
import { findDocument } from '../commands/own-documents.ts';
import type { Routes } from '../needs.ts';
import { PassageText, Written } from './passage.ts';

/** POST /v1/datasets/{datasetId}/documents/{documentId}/chunks */
export const addChunk: Routes = (app, needs) => {
  const { bus, vault, machine } = needs;
  app.post(
    '/v1/datasets/:datasetId/documents/:documentId/chunks',
    {
      config: { action: 'chunk:create' },
      schema: {
        operationId: 'addChunk',
        summary: 'Add a passage by hand',
        description: 'It goes with the next parse run, unless that is asked for with `keepEdits`.',
        tags: ['chunks'],
        params: DocumentParams,
        body: z.strictObject({ text: PassageText }),
        response: { 201: Written, ...problemResponses },
      },
    },
    async (request, reply) => {
      const context = commandContextOf(request, reply, machine.random);
      const ids = documentIdsOf(request.params);
      const hash = payloadHashOf(request, request.body);
      const chunkId = uuidFromParts('chunk-by-hand', context.commandId) as ChunkId;
      const answer = async (version: number) =>
        await reply
          .code(201)
          .headers({ etag: `"${version}"`, location: `/v1/datasets/${ids.datasetId}/documents/${ids.documentId}/chunks/${chunkId}` })
          .send({ chunkId, version });
      const document = await findDocument(request, reply, needs, { tenantId: context.principal.tenantId, ...ids });
      if (document === undefined) {
        const first = await firstAnswer(reply, needs, context, hash, { type: 'EditChunk', ...ids, chunkId, run: 0 });
        if (first === undefined) throw new ProblemError('document-unknown');
        return await answer(first.version);
      }
      const command = { type: 'AddChunk', ...ids, chunkId, text: vault.seal(document.keySlot, request.body.text) } as const;
      return await answer(stateOutcome(reply, await bus.submit(submissionOf(command, context, hash))).version);
    },
  );
};
