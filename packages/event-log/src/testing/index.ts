export * from './history.ts';
export * from './json-codec.ts';
export * from './ledger.ts';
export * from './memory-projection-store.ts';
export { timersOf } from './timers-of.ts';
export * from './virtual-machine.ts';
