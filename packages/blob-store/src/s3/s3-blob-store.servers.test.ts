import { servers } from '@ragtime/testkit/servers';
import { blobStoreContract } from '../contract/index.ts';
import { makeBucket, optionsOf } from '../testing/bucket.ts';
import { openS3BlobStore } from './s3-blob-store.ts';

blobStoreContract('the store in a bucket', async () => {
  const { s3 } = servers();
  return await openS3BlobStore(optionsOf(s3, await makeBucket(s3)));
});
