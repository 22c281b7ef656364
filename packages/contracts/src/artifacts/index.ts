/** What workers store in the blob store, and the search projector reads. The task's manifest holds the sha256 of every blob. */
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
