import multipart from '@fastify/multipart';
import { pathOfRevision, reviseDocument as revise } from '@ragtime/application';
import { ProblemError, problemResponses } from '@ragtime/http-kit';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { callOf, withBody } from '../http/call-of.ts';
import { DocumentParams, documentIdsOf } from '../http/ids.ts';
import { settle } from '../http/settle.ts';
import type { Routes } from '../needs.ts';
import { TypedText } from './names.ts';
import { multipartBody, refuseTooLarge } from './receiving/multipart-body.ts';
import { receive } from './receiving/receive.ts';

const Json = z.strictObject({ text: TypedText });
const Answer = z.object({
  documentId: z.string(),
  version: z.int(),
  outcome: z.enum(['revised', 'unchanged']).describe('`unchanged`: the present revision has these bytes.'),
  revision: z.int().optional().describe('The number of the new one.'),
  sizeBytes: z.int(),
  sha256: z.string(),
  runId: z.string().optional(),
});

/** POST /v1/datasets/{datasetId}/documents/{documentId}/revisions */
export const reviseDocument: Routes = (app, needs) => {
  app.register(async (inner) => {
    await inner.register(multipart);
    inner.withTypeProvider<ZodTypeProvider>().post(
      '/v1/datasets/:datasetId/documents/:documentId/revisions',
      {
        config: { action: 'document:change', bodies: { 'multipart/form-data': multipartBody(1), 'application/json': Json } },
        onRequest: refuseTooLarge(needs),
        schema: {
          operationId: 'reviseDocument',
          summary: 'Upload other bytes for a document',
          description: 'Searches find the old ones until the new revision is parsed.',
          tags: ['documents'],
          params: DocumentParams,
          querystring: z.strictObject({ parse: z.enum(['true', 'false']).default('false').describe('Start a parse run too.') }),
          response: { 201: Answer, ...problemResponses },
        },
      },
      async (request, reply) => {
        const head = callOf(request, reply, needs, undefined);
        const ids = documentIdsOf(request.params);
        const receiving = { pathOf: pathOfRevision(needs, head, ids), json: Json, filesMax: 1, named: false };
        const { files, metadata, parts } = await receive(request, needs, receiving);
        const [file] = files;
        if (file === undefined) throw new ProblemError('file-part-missing');
        if (metadata !== undefined) {
          await needs.blobs.remove([file.blob.path]);
          throw new ProblemError('request-invalid', { detail: 'a revision has no metadata of its own: change the document' });
        }
        const call = withBody(head, request, parts);
        const revised = settle(reply, await revise(needs, call, { ...ids, file, parse: request.query.parse === 'true' }));
        const { version, outcome, revision, runId } = revised;
        const { sizeBytes, sha256 } = file.blob;
        return await reply
          .code(201)
          .header('etag', `"${version}"`)
          .send({
            documentId: ids.documentId,
            version,
            outcome,
            ...(revision === undefined ? {} : { revision }),
            sizeBytes,
            sha256,
            ...(runId === undefined ? {} : { runId }),
          });
      },
    );
  });
};
