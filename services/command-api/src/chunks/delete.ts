import { deleteChunk as remove } from '@ragtime/application';
import { problemResponses } from '@ragtime/http-kit';
import { callOf } from '../http/call-of.ts';
import { ChunkParams, chunkIdsOf } from '../http/ids.ts';
import { settle } from '../http/settle.ts';
import type { Routes } from '../needs.ts';
import { Written } from './passage.ts';

/** DELETE /v1/datasets/{datasetId}/documents/{documentId}/chunks/{chunkId} */
export const deleteChunk: Routes = (app, needs) => {
  app.delete(
    '/v1/datasets/:datasetId/documents/:documentId/chunks/:chunkId',
    {
      config: { action: 'chunk:delete' },
      schema: {
        operationId: 'deleteChunk',
        summary: 'Delete a passage',
        description: 'The next parse run may find it again, unless that is asked for with `keepEdits`.',
        tags: ['chunks'],
        params: ChunkParams,
        response: { 200: Written, ...problemResponses },
      },
    },
    async (request, reply) => {
      const call = callOf(request, reply, needs, undefined);
      const ids = chunkIdsOf(request.params);
      const { version } = settle(reply, await remove(needs, call, ids));
      return await reply.send({ chunkId: ids.chunkId, version });
    },
  );
};
