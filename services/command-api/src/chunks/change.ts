import {
  commandContextOf,
  invalidRequest,
  ProblemError,
  passReadGate,
  payloadHashOf,
  problemResponses,
  stateOutcome,
  submissionOf,
} from '@ragtime/http-kit';
import { z } from 'zod';
import { firstAnswer } from '../commands/first-answer.ts';
import { ChunkParams, chunkIdsOf } from '../commands/ids.ts';
import { findDocument } from '../commands/own-documents.ts';
import type { Routes } from '../needs.ts';
import { PassageText, Written } from './passage.ts';

/** PATCH /v1/datasets/{datasetId}/documents/{documentId}/chunks/{chunkId} */
export const changeChunk: Routes = (app, needs) => {
  const { bus, vault, machine, chunks, reads, gate } = needs;
  app.patch(
    '/v1/datasets/:datasetId/documents/:documentId/chunks/:chunkId',
    {
      config: { action: 'chunk:change' },
      schema: {
        operationId: 'changeChunk',
        summary: 'Change a passage, or take it out of searches',
        description: 'The change goes with the next parse run, unless that is asked for with `keepEdits`.',
        tags: ['chunks'],
        params: ChunkParams,
        body: z.strictObject({ text: PassageText.optional(), enabled: z.boolean().optional() }),
        response: { 200: Written, ...problemResponses },
      },
    },
    async (request, reply) => {
      const context = commandContextOf(request, reply, machine.random);
      const { tenantId } = context.principal;
      const { text, enabled } = request.body;
      if (text === undefined && enabled === undefined) throw invalidRequest({ path: 'body', message: 'must have text or enabled' });
      const ids = chunkIdsOf(request.params);
      const hash = payloadHashOf(request, request.body);
      const answer = async (version: number) => await reply.header('etag', `"${version}"`).send({ chunkId: ids.chunkId, version });
      const document = await findDocument(request, reply, needs, { tenantId, ...ids });
      await passReadGate(request, reply, [reads.search], gate);
      const { chunk } = await chunks.get({ tenantId, ...ids }, ids.chunkId);
      if (document === undefined || chunk === undefined) {
        const first = await firstAnswer(reply, needs, context, hash, { type: 'EditChunk', ...ids, run: 0 });
        if (first === undefined) throw new ProblemError(document === undefined ? 'document-unknown' : 'chunk-unknown');
        return await answer(first.version);
      }
      const { keySlot } = document;
      const command = {
        type: 'EditChunk',
        ...ids,
        run: chunk.run,
        ...(text === undefined ? {} : { text: vault.seal(keySlot, text) }),
        ...(enabled === undefined ? {} : { enabled }),
      } as const;
      return await answer(stateOutcome(reply, await bus.submit(submissionOf(command, context, hash))).version);
    },
  );
};
