export { methodsWithRows } from './chunk-methods.ts';
export * from './given.ts';
