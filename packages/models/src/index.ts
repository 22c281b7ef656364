/**
 * The models that Ragtime uses. Each kind of model has a folder with the port, its adapters and its contract suite. Embedding is the first kind;
 * chat, rerank and vision get folders of their own beside `embedding/`.
 */
export type { Embedder } from './embedding/embedder.ts';
export { gloveEmbedder, loadGloveEmbedder } from './embedding/glove/glove-embedder.ts';
export { readVectorFile, VectorFileError, type WordVectors } from './embedding/glove/vector-file.ts';
export { hashEmbedder } from './embedding/hash/hash-embedder.ts';
