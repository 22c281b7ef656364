import { ProblemError } from '@ragtime/http-kit';
import type { FastifyRequest } from 'fastify';
import type { CommandApiNeeds } from '../../needs.ts';

/** As OpenAPI has it. Read part by part, so no schema stands in its way. */
export const multipartBody = {
  type: 'object',
  required: ['file'],
  properties: {
    file: {
      type: 'array',
      items: { type: 'string', contentMediaType: 'application/octet-stream' },
      description: 'Any number of parts of this name. The file name may be a path.',
    },
    metadata: { type: 'string', contentMediaType: 'application/json', description: 'A JSON object: the metadata of every file.' },
  },
};

/** Room for the heads of parts. */
const framingBytesMax = 4 * 1024 * 1024;

/** A body that says that it is too large is refused before it is read. */
export const refuseTooLarge =
  ({ uploadBytesMax }: CommandApiNeeds) =>
  async (request: FastifyRequest): Promise<void> => {
    if (Number(request.headers['content-length'] ?? 0) > uploadBytesMax + framingBytesMax) throw new ProblemError('body-too-large');
  };
