export * from './blob-store.ts';
export { type FolderBlobStoreOptions, openFolderBlobStore } from './folder/folder-blob-store.ts';
export { createMemoryBlobStore } from './memory/memory-blob-store.ts';
export { BlobPathInvalid } from './paths.ts';
export { BucketUnfit } from './s3/bucket.ts';
export { openS3BlobStore, type S3BlobStoreOptions } from './s3/s3-blob-store.ts';
export type { ServerSideEncryption } from './s3/s3-needs.ts';
