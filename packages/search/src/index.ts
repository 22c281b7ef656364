export { type EmbeddedIndexOptions, openEmbeddedIndex } from './embedded/open.ts';
export { createMemoryIndex } from './memory/memory-index.ts';
export { type OpenSearchIndex, type OpenSearchIndexOptions, openOpenSearchIndex, readOpenSearchIndex } from './opensearch/open.ts';
export { IndexUnavailable } from './opensearch/write.ts';
export * from './search-index.ts';
export { type ChunkPage, type ChunkPlace, type Chunks, type ChunkView, createChunks } from './searching/chunks.ts';
export { defaultWeights, fuse, type Weights } from './searching/fuse.ts';
export { type Highlights, highlight, type Range } from './searching/highlight.ts';
export {
  createSearch,
  defaultSearchLimits,
  type Search,
  type SearchAnswer,
  type SearchHit,
  type SearchLimits,
  type SearchNeeds,
  type SearchQuery,
} from './searching/search.ts';
export type { IndexGenerationOf, SwitchableIndex } from './switchable-index.ts';
