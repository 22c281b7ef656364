export type { CommandApiNeeds } from './needs.ts';
