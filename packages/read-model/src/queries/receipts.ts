import type { DatasetId, DocumentId, ErasureStore, ReceiptId, TenantId } from '@ragtime/domain';
import { type CommonQueryMethods, sql } from 'slonik';
import { z } from 'zod';
import { count, id, maybe, time } from './rows.ts';

const erasureStores = ['read-model', 'index', 'blobs', 'keys'] as const satisfies readonly ErasureStore[];

const ReceiptRow = z.object({
  receiptId: id<ReceiptId>(),
  datasetId: id<DatasetId>(),
  /** Undefined when the whole dataset was deleted. */
  documentId: maybe(id<DocumentId>()),
  requestedAtMs: time,
  completedAtMs: maybe(time),
});
const StoreRow = z.object({ store: z.enum(erasureStores), removed: count, erasedAtMs: time });

export type ReceiptView = z.infer<typeof ReceiptRow> & {
  readonly done: boolean;
  /** Every store, in a fixed order. */
  readonly stores: readonly (
    | { readonly store: ErasureStore; readonly state: 'pending' }
    | { readonly store: ErasureStore; readonly state: 'erased'; readonly removed: number; readonly erasedAtMs: number }
  )[];
};

export async function getReceipt(pool: CommonQueryMethods, tenantId: TenantId, receiptId: string): Promise<ReceiptView | undefined> {
  const receipt = await pool.maybeOne(sql.type(ReceiptRow)`
    select receipt_id "receiptId", dataset_id "datasetId", document_id "documentId", requested_at_ms "requestedAtMs",
      completed_at_ms "completedAtMs"
    from library.receipt where receipt_id = ${receiptId} and tenant_id = ${tenantId}`);
  if (receipt === null) return undefined;
  const answers = await pool.any(sql.type(StoreRow)`
    select store, removed, erased_at_ms "erasedAtMs" from library.receipt_store where receipt_id = ${receiptId}`);
  return {
    ...receipt,
    done: receipt.completedAtMs !== undefined,
    stores: erasureStores.map((store) => {
      const answer = answers.find((row) => row.store === store);
      return answer === undefined ? { store, state: 'pending' } : { ...answer, state: 'erased' };
    }),
  };
}
