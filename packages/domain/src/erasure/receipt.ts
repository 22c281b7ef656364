import type { DocumentId } from '../ids.ts';
import type { ErasureStore } from './events.ts';

/** Every store that must answer for a deletion. */
export const allStores: readonly ErasureStore[] = ['read-model', 'index', 'blobs', 'keys'];

/** What a deletion still owes. It is removed once every store has answered. */
export interface Receipt {
  readonly version: number;
  /** Undefined for a whole dataset. */
  readonly documentId: DocumentId | undefined;
  readonly outstanding: readonly ErasureStore[];
}
