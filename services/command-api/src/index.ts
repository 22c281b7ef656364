export { commandApi } from './command-api.ts';
export type { CommandApiOptions } from './needs.ts';
