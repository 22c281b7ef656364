import multipart from '@fastify/multipart';
import type { BlobPath } from '@ragtime/blob-store';
import type { OutcomePosition } from '@ragtime/event-log';
import {
  commandContextOf,
  isAccepted,
  type ProblemError,
  payloadHashOf,
  positionsOf,
  problemBody,
  problemResponses,
} from '@ragtime/http-kit';
import { randomUuid } from '@ragtime/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { DatasetParams, datasetIdOf } from '../commands/ids.ts';
import type { Routes } from '../needs.ts';
import { DocumentName, Metadata } from './names.ts';
import { multipartBody, refuseTooLarge } from './receiving/multipart-body.ts';
import { receive } from './receiving/receive.ts';
import { UploadedItem } from './registering/item.ts';
import { documentIdAt, type Registered, type RegisterRequest, register } from './registering/register.ts';
import { replaceMetadata } from './registering/replace-metadata.ts';
import { startParsing } from './registering/start-parsing.ts';

const filesMax = 1_000;
const Json = z.strictObject({ name: DocumentName, text: z.string().min(1), metadata: Metadata.optional() });
const Answer = z.object({ items: z.array(UploadedItem).describe('One a file, in the order of the request.') });

/** POST /v1/datasets/{datasetId}/documents */
export const uploadDocuments: Routes = (app, needs) => {
  app.register(async (inner) => {
    await inner.register(multipart, { preservePath: true });
    inner.withTypeProvider<ZodTypeProvider>().post(
      '/v1/datasets/:datasetId/documents',
      {
        config: { action: 'document:create', bodies: { 'multipart/form-data': multipartBody, 'application/json': Json } },
        onRequest: refuseTooLarge(needs),
        schema: {
          operationId: 'uploadDocuments',
          summary: 'Upload documents',
          description: 'Any number of files, streamed; or one text. 207 when only some of several files were accepted.',
          tags: ['documents'],
          params: DatasetParams,
          querystring: z.strictObject({
            parse: z.enum(['true', 'false']).default('false').describe('Start parse runs too.'),
            priority: z.enum(['high', 'normal', 'background']).optional().describe('Of the parse runs. Default: as the dataset says.'),
            ifExists: z
              .enum(['add', 'skip', 'replace'])
              .default('add')
              .describe('What to do where a document of the name is there: another one, nothing, or a revision of it.'),
          }),
          response: { 201: Answer, 207: Answer, ...problemResponses },
        },
      },
      async (request, reply) => {
        const context = commandContextOf(request, reply, needs.machine.random);
        const datasetId = datasetIdOf(request.params);
        const { parse, priority, ifExists } = request.query;
        const { tenantId } = context.principal;
        const pathOf = (index: number): BlobPath =>
          `${tenantId}/${datasetId}/${documentIdAt(context, index)}/${randomUuid(needs.machine.random)}`;
        const received = await receive(request, needs, { pathOf, json: Json, filesMax, named: true });
        const payloadHash = payloadHashOf(request, received.parts);
        const registering: RegisterRequest = { context, datasetId, payloadHash, metadata: received.metadata, ifExists };
        const registered = await Promise.all(received.files.map(async (file) => await register(needs, registering, file)));
        const [first] = registered;
        if (first?.kind === 'refused' && registered.every(({ kind }) => kind === 'refused')) throw failWith(reply, first);
        const changed = await replaceMetadata(needs, registering, registered);
        const parsing = parse === 'true' ? await startParsing(needs, registering, registered, priority) : undefined;
        statePositions(reply, registered, [...changed, ...(parsing?.at ?? [])]);
        if (registered.every(({ outcome }) => outcome.kind === 'duplicate')) reply.header('idempotent-replayed', 'true');
        const items = registered.map((one) => itemOf(request, datasetId, one, parsing?.runIds));
        if (first !== undefined && 'documentId' in first && items.length === 1)
          reply.header('location', `/v1/datasets/${datasetId}/documents/${first.documentId}`);
        return await reply.code(items.some(({ outcome }) => outcome === 'refused') ? 207 : 201).send({ items });
      },
    );
  });
};

function failWith(reply: FastifyReply, { outcome, problem }: Extract<Registered, { kind: 'refused' }>): ProblemError {
  if ('at' in outcome) reply.statePositions(positionsOf(outcome.at));
  return problem;
}

function statePositions(reply: FastifyReply, registered: readonly Registered[], more: readonly OutcomePosition[]): void {
  reply.statePositions(positionsOf(...registered.flatMap(({ outcome }) => ('at' in outcome ? [outcome.at] : [])), ...more));
}

function itemOf(
  request: FastifyRequest,
  datasetId: string,
  one: Registered,
  runIds: ReadonlyMap<string, string> | undefined,
): UploadedItem {
  const { file, commandId, outcome } = one;
  const { sizeBytes, sha256 } = file.blob;
  const shared = { name: file.name, datasetId, sizeBytes, sha256, mediaType: file.mediaType, commandId };
  if (one.kind === 'refused')
    return {
      ...shared,
      outcome: 'refused',
      problem: problemBody(one.problem.code, request.url.split('?', 1)[0] ?? '', one.problem.members),
    };
  return {
    ...shared,
    outcome: one.kind,
    documentId: one.documentId,
    ...(isAccepted(outcome) ? { version: outcome.version } : {}),
    ...(runIds?.has(one.documentId) === true ? { runId: runIds.get(one.documentId) } : {}),
  };
}
