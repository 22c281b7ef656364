import type { DocumentId } from '../ids.ts';
import type { ErasureStore } from './events.ts';

/** Every store that a deletion must hear from. */
export const allStores: readonly ErasureStore[] = ['read-model', 'index', 'blobs', 'keys'];

/** What a deletion still owes. Gone once every store has answered. */
export interface Receipt {
  readonly version: number;
  /** Undefined for a whole dataset. */
  readonly documentId: DocumentId | undefined;
  readonly outstanding: readonly ErasureStore[];
}
