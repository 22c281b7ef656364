export * from './compare-and-append-contract.ts';
export * from './event-log-contract.ts';
export * from './forward-transport-contract.ts';
export * from './ownership-contract.ts';
export * from './projection-store-contract.ts';
export * from './signals-contract.ts';
export type * from './subjects.ts';
