import multipart from '@fastify/multipart';
import {
  commandContextOf,
  isAccepted,
  ProblemError,
  payloadHashOf,
  positionsOf,
  problemResponses,
  stateOutcome,
  submissionOf,
} from '@ragtime/http-kit';
import { randomUuid } from '@ragtime/runtime';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { DocumentParams, documentIdsOf } from '../commands/ids.ts';
import type { Routes } from '../needs.ts';
import { requestRuns } from '../parsing/request-runs.ts';
import { multipartBody, refuseTooLarge } from './receiving/multipart-body.ts';
import { receive } from './receiving/receive.ts';
import { originalOf } from './registering/register.ts';

const Json = z.strictObject({ text: z.string().min(1) });
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
  const { bus, blobs, machine } = needs;
  app.register(async (inner) => {
    await inner.register(multipart);
    inner.withTypeProvider<ZodTypeProvider>().post(
      '/v1/datasets/:datasetId/documents/:documentId/revisions',
      {
        config: { action: 'document:change', bodies: { 'multipart/form-data': multipartBody, 'application/json': Json } },
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
        const context = commandContextOf(request, reply, machine.random);
        const { datasetId, documentId } = documentIdsOf(request.params);
        const pathOf = () => `${context.principal.tenantId}/${datasetId}/${documentId}/${randomUuid(machine.random)}`;
        const { files, metadata, parts } = await receive(request, needs, { pathOf, json: Json, filesMax: 1, named: false });
        const [file] = files;
        if (file === undefined) throw new ProblemError('file-part-missing');
        if (metadata !== undefined) {
          await blobs.remove([file.blob.path]);
          throw new ProblemError('request-invalid', { detail: 'a revision has no metadata of its own: change the document' });
        }
        const payloadHash = payloadHashOf(request, parts);
        const command = {
          type: 'ReviseDocument',
          datasetId,
          documentId,
          original: originalOf(file, file.blob.path),
          uploadedAtMs: file.uploadedAtMs,
        } as const;
        const outcome = await bus.submit(submissionOf(command, context, payloadHash));
        if (outcome.kind !== 'accepted' && outcome.kind !== 'unknown') await blobs.remove([file.blob.path]);
        const accepted = stateOutcome(reply, outcome);
        const event = accepted.kind === 'unchanged' ? undefined : accepted.events.find(({ type }) => type === 'DocumentRevised');
        const runs =
          request.query.parse === 'true' && isAccepted(outcome)
            ? await requestRuns(needs, {
                context,
                payloadHash,
                datasetId,
                documentIds: [documentId],
                ifMissing: 'skip',
                keepEdits: false,
                isFirst: false,
              })
            : undefined;
        if (runs !== undefined) reply.statePositions(positionsOf(accepted.at, ...runs.at));
        const runId = runs?.runs.get(documentId)?.runId;
        return await reply
          .code(201)
          .header('etag', `"${accepted.version}"`)
          .send({
            documentId,
            version: accepted.version,
            outcome: accepted.kind === 'unchanged' ? 'unchanged' : 'revised',
            ...(event?.type === 'DocumentRevised' ? { revision: event.revision } : {}),
            sizeBytes: file.blob.sizeBytes,
            sha256: file.blob.sha256,
            ...(runId === undefined ? {} : { runId }),
          });
      },
    );
  });
};
