import type { Sealed } from '@ragtime/domain';
import type { SearchProjectorOptions } from '../options.ts';
import type { Claims } from '../projecting/claims.ts';
import type { KeptIndexes } from '../projecting/indexes.ts';

export interface RebuildProgress {
  readonly phase: 'building' | 'comparing' | 'switching';
  readonly documents: number;
}

export interface RebuildNeeds
  extends Pick<SearchProjectorOptions, 'database' | 'index' | 'blobs' | 'embedder' | 'log' | 'codec' | 'machine'> {
  readonly kept: KeptIndexes;
  readonly claims: Claims;
  /** @returns undefined for text whose key was erased */
  readonly open: (sealed: Sealed) => string | undefined;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: RebuildProgress) => void;
  /** Switches even where the comparison says no. */
  readonly force?: boolean;
}
