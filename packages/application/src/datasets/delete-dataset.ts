import type { DatasetId, ReceiptId } from '@ragtime/domain';
import { uuidFromParts } from '@ragtime/runtime';
import type { Answer } from '../answers/answer.ts';
import { submitDeletion } from '../deleting/submit-deletion.ts';
import type { ApplicationNeeds, Call } from '../ports.ts';

/** Deletes a dataset and everything in it. The receipt says which stores have erased it. */
export async function deleteDataset(
  needs: Pick<ApplicationNeeds, 'bus' | 'trackers'>,
  call: Call,
  datasetId: DatasetId,
): Promise<Answer<{ readonly receiptId: ReceiptId }>> {
  const receiptId = uuidFromParts('receipt', call.commandId) as ReceiptId;
  const answer = await submitDeletion(needs, call, { type: 'CloseDataset', datasetId, receiptId });
  return answer.kind === 'refused' ? answer : { ...answer, value: { receiptId } };
}
