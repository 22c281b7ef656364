import { Readable } from 'node:stream';
import { BlobDamaged, BlobMissing } from '@ragtime/blob-store';
import { GivenId, ProblemError, principalOf, problemResponses } from '@ragtime/http-kit';
import { z } from 'zod';
import type { Routes } from '../needs.ts';
import { namesTag, rangeOf } from './byte-range.ts';

const bytes = { content: { '*/*': { schema: z.unknown() } } };

/** GET /v1/datasets/{datasetId}/documents/{documentId}/content */
export const getContent: Routes = (app, { queries, read, blobs, logger }) => {
  app.get(
    '/v1/datasets/:datasetId/documents/:documentId/content',
    {
      config: { action: 'document:read' },
      schema: {
        operationId: 'getContent',
        summary: 'Download the original bytes of a revision',
        tags: ['documents'],
        params: z.strictObject({ datasetId: GivenId, documentId: GivenId }),
        querystring: z.strictObject({ revision: z.coerce.number().int().min(1).optional().describe('Default: the present one.') }),
        response: {
          200: { description: 'All bytes', ...bytes },
          206: { description: 'The bytes of the Range', ...bytes },
          304: { description: 'The caller has these bytes', content: {} },
          ...problemResponses,
          416: problemResponses[400],
        },
      },
    },
    async (request, reply) => {
      const { datasetId, documentId } = request.params;
      const { tenantId } = principalOf(request);
      const { document, original } = await read(request, reply, ['library'], async () => {
        const found = await queries.getDocument(tenantId, datasetId, documentId);
        const { revision } = request.query;
        if (found === undefined || revision === undefined || revision === found.revision) return { document: found, original: found };
        return { document: found, original: await queries.getRevision(tenantId, datasetId, documentId, revision) };
      });
      if (document === undefined) throw new ProblemError('document-unknown');
      if (original === undefined) throw new ProblemError('revision-unknown');
      const { sha256, sizeBytes, mediaType, blobId } = original;
      reply.headers({
        etag: `"${sha256}"`,
        'accept-ranges': 'bytes',
        'cache-control': 'private, no-cache',
        'content-type': mediaType,
        'content-disposition': dispositionOf(document.name),
        // An uploaded page must not run with the rights of our origin.
        'content-security-policy': "sandbox; default-src 'none'",
      });
      const tag = `"${sha256}"`;
      if (namesTag(request.headers['if-none-match'], tag)) return await reply.code(304).send();
      // When the bytes have changed, a range of them does not fit the caller's earlier part. Only GET has ranges.
      const ifRange = request.headers['if-range'];
      const wantsPart = request.method === 'GET' && (ifRange === undefined || ifRange === tag);
      const range = wantsPart ? rangeOf(request.headers.range, sizeBytes) : undefined;
      if (range === 'unsatisfiable') {
        reply.header('content-range', `bytes */${sizeBytes}`);
        throw new ProblemError('range-not-satisfiable');
      }
      const length = range === undefined ? sizeBytes : range.last - range.first + 1;
      reply.header('content-length', length);
      // A HEAD request must not read gigabytes.
      if (request.method === 'HEAD') return await reply.send(Readable.from([]));
      if (range !== undefined) reply.code(206).header('content-range', `bytes ${range.first}-${range.last}/${sizeBytes}`);
      try {
        const content = await blobs.readChecked(blobId, { sha256, sizeBytes, range });
        content.once('error', (error: unknown) => {
          if (error instanceof BlobDamaged)
            logger.error(
              { blobId, err: error },
              'content-damaged: the bytes of a revision have changed; the connection is closed before the last byte',
            );
        });
        return await reply.send(content);
      } catch (error) {
        if (error instanceof BlobDamaged) {
          logger.error({ blobId, err: error }, 'content-damaged: the bytes of a revision have changed; the request is answered with 500');
          throw new ProblemError('content-damaged');
        }
        if (!(error instanceof BlobMissing)) throw error;
        logger.error({ blobId }, 'original-missing: the blob store has no bytes for a revision; the request is answered with 500');
        throw new ProblemError('original-missing');
      }
    },
  );
};

/** Names the file as RFC 6266 says: an ASCII name for old clients, and the full name for all others. */
function dispositionOf(name = 'document'): string {
  const file = name.split('/').at(-1) ?? name;
  const plain = file.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_');
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(file).replaceAll(/['()*]/g, escapeOf)}`;
}

const escapeOf = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
