/** The components of a search projector, for a program that assembles one over other stores. */
export { createClaims } from './projecting/claims.ts';
export type { KeptIndexes } from './projecting/indexes.ts';
export { createLookAhead } from './projecting/look-ahead.ts';
export { searchProjection } from './projecting/projection.ts';
export { createSearchStore } from './projecting/store.ts';
export { sweepClosed, sweepUnnamed } from './sweeping/sweep.ts';
