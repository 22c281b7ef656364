export { commandApi } from './command-api.ts';
export type { CommandApiNeeds } from './needs.ts';
