export { AlreadyRebuilding, NoPreviousIndex, NotDeletedYet } from './errors.ts';
export { indexOperations } from './operations.ts';
export type { SearchProjectorLogger, SearchProjectorOptions } from './options.ts';
export type { IndexDigest } from './rebuilding/compare-contents.ts';
export type { JudgedDifference, SearchRebuildReport } from './rebuilding/gate.ts';
export type { RebuildProgress } from './rebuilding/needs.ts';
export { RebuildStopped } from './rebuilding/rebuild.ts';
export { type RebuildOptions, type SearchProjector, startSearchProjector } from './start.ts';
