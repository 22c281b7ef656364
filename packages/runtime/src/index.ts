export * from './ids.ts';
export type * from './machine.ts';
export { realMachine } from './real-machine.ts';
