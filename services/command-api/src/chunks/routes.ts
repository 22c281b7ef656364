import type { ChunkId } from '@ragtime/domain';
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
import { uuidFromParts } from '@ragtime/runtime';
import { z } from 'zod';
import { ChunkParams, chunkIdsOf, DocumentParams, documentIdsOf } from '../commands/ids.ts';
import { readDocument } from '../commands/own-documents.ts';
import { waitUntilUnsearchable } from '../deleting/wait-until-unsearchable.ts';
import type { Routes } from '../needs.ts';

/** A passage is embedded as a whole, and one command holds at most 256 KiB. */
const Text = z
  .string()
  .max(50_000)
  .refine((text) => text.trim() !== '', 'must not be blank');
const Written = z.object({ chunkId: z.string(), version: z.int() });

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
        body: z.strictObject({ text: Text }),
        response: { 201: Written, ...problemResponses },
      },
    },
    async (request, reply) => {
      const context = commandContextOf(request, reply, machine.random);
      const ids = documentIdsOf(request.params);
      const { keySlot } = await readDocument(request, reply, needs, { tenantId: context.principal.tenantId, ...ids });
      const chunkId = uuidFromParts('chunk-by-hand', context.commandId) as ChunkId;
      const command = { type: 'AddChunk', ...ids, chunkId, text: vault.seal(keySlot, request.body.text) } as const;
      const { version } = stateOutcome(reply, await bus.submit(submissionOf(command, context, payloadHashOf(request, request.body))));
      return await reply
        .code(201)
        .headers({ etag: `"${version}"`, location: `/v1/datasets/${ids.datasetId}/documents/${ids.documentId}/chunks/${chunkId}` })
        .send({ chunkId, version });
    },
  );
};

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
        body: z.strictObject({ text: Text.optional(), enabled: z.boolean().optional() }),
        response: { 200: Written, ...problemResponses },
      },
    },
    async (request, reply) => {
      const context = commandContextOf(request, reply, machine.random);
      const { tenantId } = context.principal;
      const { text, enabled } = request.body;
      if (text === undefined && enabled === undefined) throw invalidRequest({ path: 'body', message: 'must have text or enabled' });
      const ids = chunkIdsOf(request.params);
      const { keySlot } = await readDocument(request, reply, needs, { tenantId, ...ids });
      await passReadGate(request, reply, [reads.search], gate);
      const { chunk } = await chunks.get({ tenantId, ...ids }, ids.chunkId);
      if (chunk === undefined) throw new ProblemError('chunk-unknown');
      const command = {
        type: 'EditChunk',
        ...ids,
        run: chunk.run,
        ...(text === undefined ? {} : { text: vault.seal(keySlot, text) }),
        ...(enabled === undefined ? {} : { enabled }),
      } as const;
      const { version } = stateOutcome(reply, await bus.submit(submissionOf(command, context, payloadHashOf(request, request.body))));
      return await reply.header('etag', `"${version}"`).send({ chunkId: ids.chunkId, version });
    },
  );
};

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
