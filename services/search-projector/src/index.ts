export type { SearchProjectorLogger, SearchProjectorOptions } from './options.ts';
export { NotDeletedYet, type SearchProjector, startSearchProjector } from './start.ts';
