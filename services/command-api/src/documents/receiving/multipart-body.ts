import { ProblemError } from '@ragtime/http-kit';
import type { FastifyRequest } from 'fastify';
import type { CommandApiNeeds } from '../../needs.ts';
import { metadataCharactersMax } from '../names.ts';

/** The body as the OpenAPI file describes it. The route reads it part by part, so no schema validates it. */
export const filesMax = 1_000;

export const multipartBody = (itemsMax: number) => ({
  type: 'object',
  additionalProperties: false,
  required: ['file'],
  properties: {
    file: {
      type: 'array',
      maxItems: itemsMax,
      items: { type: 'string', contentMediaType: 'application/octet-stream' },
      description: 'Any number of parts of this name. The file name may be a path.',
    },
    metadata: {
      type: 'string',
      maxLength: metadataCharactersMax,
      contentMediaType: 'application/json',
      description: 'A JSON object: the metadata of every file.',
    },
  },
});

/** The heads of parts may take so many bytes in addition to the files. */
const framingBytesMax = 4 * 1024 * 1024;

/** Refuses a body by its `Content-Length`, before it is read. */
export const refuseTooLarge =
  ({ uploadBytesMax }: CommandApiNeeds) =>
  async (request: FastifyRequest): Promise<void> => {
    if (Number(request.headers['content-length'] ?? 0) > uploadBytesMax + framingBytesMax) throw new ProblemError('body-too-large');
  };
