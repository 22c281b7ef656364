export * from './blob-store.ts';
export { type FolderBlobStoreOptions, openFolderBlobStore } from './folder/folder-blob-store.ts';
export { createMemoryBlobStore } from './memory/memory-blob-store.ts';
export { BlobPathInvalid } from './paths.ts';
