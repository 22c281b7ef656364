export { operatedRows } from './operated.ts';
export { type ReadProjector, type ReadProjectorOptions, startReadProjector } from './start.ts';
