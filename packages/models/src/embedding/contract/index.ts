export { embedderContract } from './embedder-contract.ts';
