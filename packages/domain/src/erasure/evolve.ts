import type { DocumentEntities } from '../entities.ts';
import type { EvolveContext, ScopeDraft } from '../scope.ts';
import type { ErasureEvent } from './events.ts';

export function evolveErasure(draft: ScopeDraft<DocumentEntities>, event: ErasureEvent, { version }: EvolveContext): void {
  if (event.type === 'ErasureCompleted') return draft.remove('receipt', event.receiptId);
  const receipt = draft.get('receipt', event.receiptId);
  if (receipt === undefined) return;
  const outstanding = receipt.outstanding.filter((store) => store !== event.store);
  draft.put('receipt', event.receiptId, { ...receipt, version, outstanding });
}
