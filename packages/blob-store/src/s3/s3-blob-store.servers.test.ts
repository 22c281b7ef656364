import { createHash } from 'node:crypto';
import { CreateMultipartUploadCommand, ListMultipartUploadsCommand, ListObjectsV2Command, UploadPartCommand } from '@aws-sdk/client-s3';
import { servers } from '@ragtime/testkit/servers';
import { describe, expect, it } from 'vitest';
import { BlobExists, BlobTooLarge } from '../blob-store.ts';
import { blobStoreContract } from '../contract/index.ts';
import { clientOf, makeBucket, optionsOf } from '../testing/bucket.ts';
import { startLossyProxy } from '../testing/lossy-proxy.ts';
import { BucketUnfit } from './bucket.ts';
import { openS3BlobStore } from './s3-blob-store.ts';

blobStoreContract('the store in a bucket', async () => {
  const { s3 } = servers();
  return await openS3BlobStore(optionsOf(s3, await makeBucket(s3)));
});

const bytesMax = 1024 ** 3;

/** Gives `count` bytes, the same each time, in pieces whose size fits no part. */
async function* bytesOf(count: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < count; at += 1_000_003)
    yield Buffer.from(Uint8Array.from({ length: Math.min(1_000_003, count - at) }, (_, index) => (at + index) % 251));
}

async function hashOf(source: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const bytes of source) hash.update(bytes);
  return hash.digest('hex');
}

describe('a blob of many parts', () => {
  const part = 8 * 1024 * 1024;

  it.each([part - 1, part, part + 1, 3 * part, 3 * part + 17])(
    'of %i bytes is read as it was written, and in ranges over its joints',
    async (size) => {
      const { s3 } = servers();
      const store = await openS3BlobStore(optionsOf(s3, await makeBucket(s3)));
      const { sha256, sizeBytes } = await store.write('t/d/x', bytesOf(size), { bytesMax });
      expect([sizeBytes, sha256]).toEqual([size, await hashOf(bytesOf(size))]);
      expect(await hashOf(await store.read('t/d/x'))).toBe(sha256);
      const [first, last] = [size - 20, size - 3];
      const range = Buffer.concat(await (await store.read('t/d/x', { first, last })).toArray());
      expect([...range]).toEqual(Array.from({ length: last - first + 1 }, (_, index) => (first + index) % 251));
      await store.move('t/d/x', 't/e/y');
      expect(await hashOf(await store.read('t/e/y'))).toBe(sha256);
      await store.close();
    },
  );

  it('is absent after its writer was killed in the middle, and its parts are swept with its place', async () => {
    const { s3 } = servers();
    const bucket = await makeBucket(s3);
    const client = clientOf(s3);
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key: 't/d/x' }));
    await client.send(new UploadPartCommand({ Bucket: bucket, Key: 't/d/x', UploadId, PartNumber: 1, Body: 'half' }));
    const store = await openS3BlobStore(optionsOf(s3, bucket));
    expect(await store.stat('t/d/x')).toBeUndefined();
    expect(await store.removePrefix('t/d')).toBe(0);
    expect((await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }))).Uploads ?? []).toEqual([]);
    client.destroy();
    await store.close();
  });

  it('over its limit leaves nothing, not even its parts', async () => {
    const { s3 } = servers();
    const bucket = await makeBucket(s3);
    const store = await openS3BlobStore(optionsOf(s3, bucket));
    await expect(store.write('t/d/x', bytesOf(3 * part), { bytesMax: 2 * part })).rejects.toThrow(BlobTooLarge);
    const client = clientOf(s3);
    expect((await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }))).Uploads ?? []).toEqual([]);
    expect((await client.send(new ListObjectsV2Command({ Bucket: bucket }))).KeyCount).toBe(0);
    client.destroy();
    await store.close();
  });
});

describe('a lost answer', () => {
  it.each([
    ['in one request', 1_000, 'PUT'],
    ['in many parts', 9 * 1024 * 1024, 'POST'],
  ] as const)('to the write of a blob %s leaves the blob there once, and the write succeeds', async (_name, size, method) => {
    const { s3 } = servers();
    const bucket = await makeBucket(s3);
    const proxy = await startLossyProxy(s3.endpoint);
    const store = await openS3BlobStore(optionsOf({ ...s3, endpoint: proxy.endpoint }, bucket));
    // More often than the client retries.
    proxy.loseAnswers(
      10,
      (asked) => asked.method === method && (asked.url ?? '').includes('/t/d/x') && !(asked.url ?? '').includes('uploads'),
    );
    expect((await store.write('t/d/x', bytesOf(size), { bytesMax })).sizeBytes).toBe(size);
    proxy.loseAnswers(0, () => false);
    expect(await hashOf(await store.read('t/d/x'))).toBe(await hashOf(bytesOf(size)));
    await expect(store.write('t/d/x', bytesOf(1), { bytesMax })).rejects.toThrow(BlobExists);
    await store.close();
    await proxy.close();
  });
});

it.each([
  [undefined, {}],
  [{ kind: 'server-keys' }, { 'x-amz-server-side-encryption': 'AES256' }],
  [
    { kind: 'key-service', keyId: 'key-1' },
    { 'x-amz-server-side-encryption': 'aws:kms', 'x-amz-server-side-encryption-aws-kms-key-id': 'key-1' },
  ],
] as const)('each request that makes an object asks for the encryption that was chosen: %j', async (encryption, expected) => {
  const { s3 } = servers();
  const proxy = await startLossyProxy(s3.endpoint);
  const options = optionsOf({ ...s3, endpoint: proxy.endpoint }, await makeBucket(s3));
  const store = await openS3BlobStore(encryption === undefined ? options : { ...options, encryption });
  await store.write('t/d/small', bytesOf(10), { bytesMax });
  await store.write('t/d/large', bytesOf(9 * 1024 * 1024), { bytesMax });
  await store.move('t/d/small', 't/e/moved');
  await store.close();
  await proxy.close();
  const makes = proxy.seen.filter(({ method, url = '' }) => (method === 'PUT' && !url.includes('partNumber')) || url.includes('uploads'));
  const asked = makes
    .filter(({ method }) => method !== 'GET')
    .map(({ headers }) => Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('x-amz-server-side'))));
  expect(asked).toEqual([expected, expected, expected]);
});

describe('a bucket', () => {
  it('that does not exist is refused, in a sentence that says what to do', async () => {
    await expect(openS3BlobStore(optionsOf(servers().s3, 'there-is-none'))).rejects.toThrow(
      new BucketUnfit('there is no bucket there-is-none: make it first'),
    );
  });
  it('that this key may not use is refused', async () => {
    const { s3 } = servers();
    const bucket = await makeBucket(s3);
    await expect(openS3BlobStore(optionsOf({ ...s3, secretAccessKey: 'wrong' }, bucket))).rejects.toThrow(/the server answered 403/u);
  });
});
