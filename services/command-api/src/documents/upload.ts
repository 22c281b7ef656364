import multipart from '@fastify/multipart';
import { pathsOfUpload, type RegisteredFile, registerDocuments } from '@ragtime/application';
import { priorities } from '@ragtime/domain';
import { problemBody, problemResponses } from '@ragtime/http-kit';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { callOf, withBody } from '../http/call-of.ts';
import { DatasetParams, datasetIdOf } from '../http/ids.ts';
import { problemOf, settle } from '../http/settle.ts';
import type { Routes } from '../needs.ts';
import { UploadedItem } from './item.ts';
import { DocumentName, Metadata, TypedText } from './names.ts';
import { filesMax, multipartBody, refuseTooLarge } from './receiving/multipart-body.ts';
import { receive } from './receiving/receive.ts';

const Json = z.strictObject({ name: DocumentName, text: TypedText, metadata: Metadata.optional() });
const Answer = z.object({ items: z.array(UploadedItem).describe('One a file, in the order of the request.') });

/** POST /v1/datasets/{datasetId}/documents */
export const uploadDocuments: Routes = (app, needs) => {
  app.register(async (inner) => {
    await inner.register(multipart, { preservePath: true });
    inner.withTypeProvider<ZodTypeProvider>().post(
      '/v1/datasets/:datasetId/documents',
      {
        config: { action: 'document:create', bodies: { 'multipart/form-data': multipartBody(filesMax), 'application/json': Json } },
        onRequest: refuseTooLarge(needs),
        schema: {
          operationId: 'uploadDocuments',
          summary: 'Upload documents',
          description: 'Any number of files, streamed; or one text. 207 when only some of several files were accepted.',
          tags: ['documents'],
          params: DatasetParams,
          querystring: z.strictObject({
            parse: z.enum(['true', 'false']).default('false').describe('Start parse runs too.'),
            priority: z.enum(priorities).optional().describe('Of the parse runs. Default: as the dataset says.'),
            ifExists: z
              .enum(['add', 'skip', 'replace'])
              .default('add')
              .describe('What to do where a document of the name is there: another one, nothing, or a revision of it.'),
          }),
          response: { 201: Answer, 207: Answer, ...problemResponses },
        },
      },
      async (request, reply) => {
        const head = callOf(request, reply, needs, undefined);
        const datasetId = datasetIdOf(request.params);
        const { parse, priority, ifExists } = request.query;
        const receiving = { pathOf: pathsOfUpload(needs, head, datasetId), json: Json, filesMax, named: true };
        const { files, metadata, parts } = await receive(request, needs, receiving);
        const registered = settle(
          reply,
          await registerDocuments(needs, withBody(head, request, parts), {
            datasetId,
            files,
            metadata,
            ifExists,
            parse: parse === 'true' ? { priority } : undefined,
          }),
        );
        const items = registered.map((one) => itemOf(request.url, datasetId, one));
        const [only, ...more] = items;
        if (only?.documentId !== undefined && more.length === 0)
          reply.header('location', `/v1/datasets/${datasetId}/documents/${only.documentId}`);
        return await reply.code(items.some(({ outcome }) => outcome === 'refused') ? 207 : 201).send({ items });
      },
    );
  });
};

function itemOf(url: string, datasetId: string, one: RegisteredFile): UploadedItem {
  const { file, commandId } = one;
  const { sizeBytes, sha256 } = file.blob;
  const shared = { name: file.name, datasetId, sizeBytes, sha256, mediaType: file.mediaType, commandId };
  if (one.outcome === 'refused') {
    const { code, members } = problemOf(one);
    return { ...shared, outcome: 'refused', problem: problemBody(code, url.split('?', 1)[0] ?? '', members) };
  }
  const { outcome, documentId, version, runId } = one;
  return {
    ...shared,
    outcome,
    documentId,
    ...(version === undefined ? {} : { version }),
    ...(runId === undefined ? {} : { runId }),
  };
}
