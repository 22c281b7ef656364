export type { QueryApiNeeds } from './needs.ts';
export { queryApi } from './query-api.ts';
