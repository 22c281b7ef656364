import type { DatasetId, DocumentId } from '@ragtime/domain';
import { type CommandContext, invalidRequest, isId, limitMax, ProblemError, passReadGate } from '@ragtime/http-kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { CommandApiNeeds } from '../needs.ts';

const documentIdsMax = 20_000;

export const targetMembers = {
  documentIds: z.array(z.string()).min(1).max(documentIdsMax).optional(),
  all: z.literal(true).optional().describe('Every document that the dataset has.'),
};

export interface Targets {
  readonly documentIds: readonly DocumentId[];
  /** Of a list: when each was made, in milliseconds since 1970. A repeat finds documents in it that the first request did not. */
  readonly madeAtMs?: ReadonlyMap<DocumentId, number>;
  readonly ifMissing: 'refuse' | 'skip';
}

/** What a request names, or all there is; undefined where there is no such dataset. @throws ProblemError request-invalid, document-unknown */
export async function targetsOf(
  request: FastifyRequest,
  reply: FastifyReply,
  { queries, reads, gate }: CommandApiNeeds,
  { principal }: CommandContext,
  {
    datasetId,
    documentIds,
    all,
  }: { readonly datasetId: DatasetId; readonly documentIds?: string[] | undefined; readonly all?: true | undefined },
): Promise<Targets | undefined> {
  if ((documentIds === undefined) === (all === undefined))
    throw invalidRequest({ path: 'body', message: 'must have either documentIds or all' });
  if (documentIds !== undefined) {
    const unknown = documentIds.find((id) => !isId(id));
    if (unknown !== undefined) throw new ProblemError('document-unknown', { documentId: unknown });
    return { documentIds: [...new Set(documentIds)] as DocumentId[], ifMissing: 'refuse' };
  }
  await passReadGate(request, reply, [reads.library], gate);
  const madeAtMs = new Map<DocumentId, number>();
  let cursor: string | undefined;
  do {
    const page = await queries.listDocuments(principal.tenantId, datasetId, { limit: limitMax, cursor });
    if (page === undefined) return undefined;
    for (const { documentId, createdAtMs } of page.items) madeAtMs.set(documentId, createdAtMs);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return { documentIds: [...madeAtMs.keys()], madeAtMs, ifMissing: 'skip' };
}
