export { rowOperations } from './operations.ts';
export { type ReadProjector, type ReadProjectorOptions, startReadProjector } from './start.ts';
