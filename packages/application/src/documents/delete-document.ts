import type { ReceiptId } from '@ragtime/domain';
import { uuidFromParts } from '@ragtime/runtime';
import type { Answer } from '../answers/answer.ts';
import { submitDeletion } from '../deleting/submit-deletion.ts';
import type { ApplicationNeeds, Call } from '../ports.ts';
import type { DocumentIds } from './change-document.ts';

/** Deletes a document and everything made from it. The receipt says which stores have erased it. */
export async function deleteDocument(
  needs: Pick<ApplicationNeeds, 'bus' | 'trackers'>,
  call: Call,
  ids: DocumentIds,
): Promise<Answer<{ readonly receiptId: ReceiptId }>> {
  const receiptId = uuidFromParts('receipt', call.commandId) as ReceiptId;
  const answer = await submitDeletion(needs, call, { type: 'DeleteDocument', ...ids, receiptId });
  return answer.kind === 'refused' ? answer : { ...answer, value: { receiptId } };
}
