/** What workers leave in the blob store, and what the search projector reads. Every blob's sha256 stands in the task's manifest. */
export { ArtifactInvalid } from './artifact-invalid.ts';
export { decodeBlocks, encodeBlocks } from './blocks.ts';
export { chunkIds } from './chunk-id.ts';
export { decodeChunks, encodeChunks, type StoredChunk } from './chunks.ts';
export {
  type ChunkStep,
  decodeManifest,
  type EmbedStep,
  encodeManifest,
  ManifestStep,
  type ParseStep,
  type PlanStep,
  stepOf,
  type TaskManifest,
} from './manifest.ts';
export { decodeVectors, encodeVectors, type VectorSet } from './vectors.ts';
