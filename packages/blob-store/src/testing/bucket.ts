import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { randomUuid, realMachine } from '@ragtime/runtime';
import type { S3BlobStoreOptions } from '../s3/s3-blob-store.ts';

/** The address and the credentials of a server of this test run. */
interface Server {
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export const optionsOf = ({ endpoint, ...credentials }: Server, bucket: string): S3BlobStoreOptions => ({
  bucket,
  endpoint,
  credentials,
  region: 'us-east-1',
  machine: realMachine,
});

/** A client that goes past the store, as a stranger could. */
export const clientOf = ({ endpoint, ...credentials }: Server): S3Client =>
  new S3Client({ endpoint, credentials, region: 'us-east-1', forcePathStyle: true });

/** Makes a new, empty bucket. @returns its name */
export async function makeBucket(server: Server): Promise<string> {
  const client = clientOf(server);
  const bucket = `ragtime-${randomUuid(realMachine.random)}`;
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  client.destroy();
  return bucket;
}
