import { commandContextOf, passReadGate, payloadHashOf, problemResponses, stateOutcome, submissionOf } from '@ragtime/http-kit';
import { ChunkParams, chunkIdsOf } from '../commands/ids.ts';
import { waitUntilUnsearchable } from '../deleting/wait-until-unsearchable.ts';
import type { Routes } from '../needs.ts';
import { Written } from './passage.ts';

/** DELETE /v1/datasets/{datasetId}/documents/{documentId}/chunks/{chunkId} */
export const deleteChunk: Routes = (app, needs) => {
  const { bus, machine, chunks, reads, gate } = needs;
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
      const context = commandContextOf(request, reply, machine.random);
      const { tenantId } = context.principal;
      const ids = chunkIdsOf(request.params);
      await passReadGate(request, reply, [reads.search], gate);
      const { chunk } = await chunks.get({ tenantId, ...ids }, ids.chunkId);
      // A repeat finds nothing to delete, and its first answer still: only the log can tell the two apart.
      const run = chunk?.run ?? 0;
      const outcome = await bus.submit(submissionOf({ type: 'DeleteChunk', ...ids, run }, context, payloadHashOf(request, undefined)));
      const accepted = stateOutcome(reply, outcome);
      await waitUntilUnsearchable(reply, needs, accepted);
      return await reply.send({ chunkId: ids.chunkId, version: accepted.version });
    },
  );
};
