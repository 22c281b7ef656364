import { accept, type Decision, unchanged } from '../decision.ts';
import type { DocumentEntities } from '../entities.ts';
import type { Scope } from '../scope.ts';
import type { ErasureCommand } from './commands.ts';
import type { ErasureEvent } from './events.ts';

/** A receipt that is not here was completed. The eraser that reports again did not get our first answer. */
export function decideErasure(command: ErasureCommand, scope: Scope<DocumentEntities>): Decision<ErasureEvent, never> {
  const { datasetId, receiptId, store, removed } = command;
  const receipt = scope.get('receipt', receiptId);
  if (receipt === undefined || !receipt.outstanding.includes(store)) return unchanged;
  const { documentId } = receipt;
  const erased = { type: 'StoreErased', datasetId, receiptId, documentId, store, removed } as const;
  if (receipt.outstanding.length > 1) return accept(erased);
  return accept(erased, { type: 'ErasureCompleted', datasetId, receiptId, documentId } as const);
}
