export { indexOperations } from './operations.ts';
export type { SearchProjectorLogger, SearchProjectorOptions } from './options.ts';
export { type IndexDigest, type RebuildProgress, RebuildStopped, type SearchRebuildReport } from './rebuilding/rebuild.ts';
export {
  AlreadyRebuilding,
  NoPreviousIndex,
  NotDeletedYet,
  type RebuildOptions,
  type SearchProjector,
  startSearchProjector,
} from './start.ts';
