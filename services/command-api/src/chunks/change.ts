import { changeChunk as change } from '@ragtime/application';
import { invalidRequest, problemResponses } from '@ragtime/http-kit';
import { z } from 'zod';
import { callOf } from '../http/call-of.ts';
import { ChunkParams, chunkIdsOf } from '../http/ids.ts';
import { settle } from '../http/settle.ts';
import type { Routes } from '../needs.ts';
import { PassageText, Written } from './passage.ts';

/** PATCH /v1/datasets/{datasetId}/documents/{documentId}/chunks/{chunkId} */
export const changeChunk: Routes = (app, needs) => {
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
      const { text, enabled } = request.body;
      const call = callOf(request, reply, needs, request.body);
      if (text === undefined && enabled === undefined) throw invalidRequest({ path: 'body', message: 'must have text or enabled' });
      const ids = chunkIdsOf(request.params);
      const { version } = settle(reply, await change(needs, call, ids, { text, enabled }));
      return await reply.header('etag', `"${version}"`).send({ chunkId: ids.chunkId, version });
    },
  );
};
