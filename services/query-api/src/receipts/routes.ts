import { GivenId, iso, ProblemError, principalOf, problemResponses, Time } from '@ragtime/http-kit';
import { z } from 'zod';
import type { Routes } from '../needs.ts';

const Receipt = z
  .object({
    receiptId: z.string(),
    datasetId: z.string(),
    documentId: z.string().optional().describe('Absent when the whole dataset was deleted.'),
    done: z.boolean(),
    requestedAt: Time,
    completedAt: Time.optional(),
    stores: z.array(
      z.object({
        store: z.enum(['read-model', 'index', 'blobs', 'keys']),
        state: z.enum(['pending', 'erased']),
        removed: z.int().optional().describe('How much of it was there.'),
        erasedAt: Time.optional(),
      }),
    ),
  })
  .meta({ id: 'Receipt' });

/** GET /v1/receipts/{receiptId} */
export const getReceipt: Routes = (app, { queries, read }) => {
  app.get(
    '/v1/receipts/:receiptId',
    {
      config: { action: 'receipt:read' },
      schema: {
        operationId: 'getReceipt',
        summary: 'Read what a delete has removed where',
        tags: ['receipts'],
        params: z.strictObject({ receiptId: GivenId }),
        response: { 200: Receipt, ...problemResponses },
      },
    },
    async (request, reply) => {
      const { tenantId } = principalOf(request);
      const receipt = await read(request, reply, ['library'], () => queries.getReceipt(tenantId, request.params.receiptId));
      if (receipt === undefined) throw new ProblemError('receipt-unknown');
      const { requestedAtMs, completedAtMs, stores, ...rest } = receipt;
      return await reply.send({
        ...rest,
        requestedAt: iso(requestedAtMs),
        ...(completedAtMs === undefined ? {} : { completedAt: iso(completedAtMs) }),
        stores: stores.map((one) =>
          one.state === 'pending'
            ? { store: one.store, state: one.state }
            : { store: one.store, state: one.state, removed: one.removed, erasedAt: iso(one.erasedAtMs) },
        ),
      });
    },
  );
};
