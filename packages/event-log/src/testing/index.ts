export * from './json-codec.ts';
export * from './ledger.ts';
export * from './virtual-machine.ts';
