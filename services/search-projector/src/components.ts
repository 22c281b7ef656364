/** What a search projector is made of, for whoever puts one together over other stores. */
export { createClaims } from './projecting/claims.ts';
export { createGone } from './projecting/gone.ts';
export type { KeptIndexes } from './projecting/indexes.ts';
export { searchProjection } from './projecting/projection.ts';
export { createSearchStore } from './projecting/store.ts';
export { sweepClosed, sweepUnnamed } from './sweeping/sweep.ts';
