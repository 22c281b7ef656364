import { type CommandContext, ProblemError, passReadGate } from '@ragtime/http-kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CommandApiNeeds } from '../needs.ts';

/**
 * A conflict is answered with the present version, which is nobody's business but the tenant's. So where a version is asked for,
 * the dataset is looked up first.
 *
 * @throws ProblemError dataset-unknown
 */
export async function guardVersion(
  request: FastifyRequest,
  reply: FastifyReply,
  { queries, reads, gate }: CommandApiNeeds,
  { principal, ifVersion }: CommandContext,
  datasetId: string,
): Promise<void> {
  if (ifVersion === undefined) return;
  await passReadGate(request, reply, [reads.library], gate);
  if ((await queries.getDataset(principal.tenantId, datasetId)) === undefined) throw new ProblemError('dataset-unknown');
}
