export type * from './port/envelope.ts';
export * from './port/log.ts';
export type * from './port/position.ts';
export type * from './signals/signals.ts';
export * from './topics.ts';
export type * from './writer/outcome.ts';
