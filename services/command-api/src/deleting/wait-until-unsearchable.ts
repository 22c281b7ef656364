import type { DomainEvent } from '@ragtime/domain';
import { type AcceptedOutcome, positionsOf } from '@ragtime/http-kit';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { CommandApiNeeds } from '../needs.ts';

/** Once a delete was answered, no search returns the text; in the rare case that the index lags, the answer says so. */
const waitMs = 2_000;

export const Deleting = z.object({ receiptId: z.string().describe('GET /v1/receipts/{receiptId} says which stores have confirmed.') });

export async function waitUntilUnsearchable(
  reply: FastifyReply,
  { reads }: CommandApiNeeds,
  { at }: AcceptedOutcome<DomainEvent>,
): Promise<void> {
  const reached = await reads.search.tracker.waitFor(positionsOf(at), { timeoutMs: waitMs });
  if (reached !== 'reached') reply.header('ragtime-stale', 'true');
}
