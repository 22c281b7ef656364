import type { Wanted } from '@ragtime/application';
import type { DocumentId } from '@ragtime/domain';
import { GivenId, invalidRequest, isId, ProblemError } from '@ragtime/http-kit';
import { z } from 'zod';

const documentIdsMax = 20_000;

export const targetMembers = {
  documentIds: z.array(GivenId).min(1).max(documentIdsMax).optional(),
  all: z.literal(true).optional().describe('Every document that the dataset has.'),
};

/** The documents that a request names, or all documents of the dataset. @throws ProblemError request-invalid, document-unknown */
export function wantedOf({ documentIds, all }: { readonly documentIds?: string[] | undefined; readonly all?: true | undefined }): Wanted {
  if ((documentIds === undefined) === (all === undefined))
    throw invalidRequest({ path: 'body', message: 'must have either documentIds or all' });
  if (documentIds === undefined) return { all: true };
  const unknown = documentIds.find((id) => !isId(id));
  if (unknown !== undefined) throw new ProblemError('document-unknown', { documentId: unknown });
  return { documentIds: documentIds as DocumentId[] };
}
