import { z } from 'zod';

export const Deleting = z.object({ receiptId: z.string().describe('GET /v1/receipts/{receiptId} says which stores have confirmed.') });
