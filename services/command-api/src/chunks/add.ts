import { addChunk as add } from '@ragtime/application';
import { problemResponses } from '@ragtime/http-kit';
import { z } from 'zod';
import { callOf } from '../http/call-of.ts';
import { DocumentParams, documentIdsOf } from '../http/ids.ts';
import { settle } from '../http/settle.ts';
import type { Routes } from '../needs.ts';
import { PassageText, Written } from './passage.ts';

/** POST /v1/datasets/{datasetId}/documents/{documentId}/chunks */
export const addChunk: Routes = (app, needs) => {
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
      const call = callOf(request, reply, needs, request.body);
      const ids = documentIdsOf(request.params);
      const { chunkId, version } = settle(reply, await add(needs, call, { ...ids, text: request.body.text }));
      return await reply
        .code(201)
        .headers({ etag: `"${version}"`, location: `/v1/datasets/${ids.datasetId}/documents/${ids.documentId}/chunks/${chunkId}` })
        .send({ chunkId, version });
    },
  );
};
