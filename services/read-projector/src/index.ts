export { type ReadProjector, type ReadProjectorOptions, startReadProjector } from './start.ts';
