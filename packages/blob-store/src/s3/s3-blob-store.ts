import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Machine } from '@ragtime/runtime';
import { BlobMissing, type BlobPath, type BlobStore } from '../blob-store.ts';
import { isBlocksPath } from '../blocks/block-hashes.ts';
import { withBlocks } from '../blocks/with-blocks.ts';
import { segmentsOf, segmentsOfPrefix } from '../paths.ts';
import { checkedBytes } from '../sha256.ts';
import { abortUploads, checkBucket, deleteObjects, headOf, listObjects, makeBucket } from './bucket.ts';
import { asUnavailable, isAbsent, statusOf } from './errors.ts';
import { copyObject } from './move-object.ts';
import type { S3Needs, ServerSideEncryption } from './s3-needs.ts';
import { writeObject } from './write-object.ts';

export interface S3BlobStoreOptions {
  readonly bucket: string;
  readonly region: string;
  /** Default: Amazon's endpoint of the region. */
  readonly endpoint?: string;
  /** Whether the bucket is in the path instead of the host name, as on self-hosted servers. Default: true if there is an `endpoint`. */
  readonly pathStyle?: boolean;
  /** Default: the credentials of the machine (environment, profile, role). */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly encryption?: ServerSideEncryption;
  /** Whether a missing bucket is made. Default false. */
  readonly mayCreate?: boolean;
  readonly machine: Machine;
}

/** No upload lives this long. A crash left the older ones. */
const uploadMsMax = 48 * 60 * 60 * 1000;
/** Enough for one part over a slow line. A caller waits at most twice as long for a server that does not answer. */
const [requestTimeoutMs, maxAttempts] = [10_000, 2];
/** The most objects that one request removes. */
const removedAtOnce = 1_000;

/**
 * Blobs as objects of one bucket, which many processes share.
 *
 * @throws BucketUnfit when the bucket does not exist, may not be used, or would keep deleted objects.
 */
export async function openS3BlobStore(options: S3BlobStoreOptions): Promise<BlobStore> {
  const { bucket, region, endpoint, credentials, machine, encryption } = options;
  const client = new S3Client({
    region,
    forcePathStyle: options.pathStyle ?? endpoint !== undefined,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
    maxAttempts,
    requestHandler: { connectionTimeout: 3_000, requestTimeout: requestTimeoutMs, throwOnRequestTimeout: true },
  });
  client.middlewareStack.add(
    (next) => async (request) => {
      try {
        return await next(request);
      } catch (error) {
        throw asUnavailable(error);
      }
    },
    { step: 'initialize', priority: 'high' },
  );
  const needs: S3Needs = { client, bucket, machine, encryption };
  try {
    if (options.mayCreate === true) await makeBucket(needs);
    await checkBucket(needs);
    await abortUploads(needs, { prefix: '', begunBeforeMs: machine.clock.nowMs() - uploadMsMax });
  } catch (error) {
    client.destroy();
    throw error;
  }

  /** @throws BlobMissing */
  async function read(path: BlobPath, range?: { readonly first: number; readonly last: number }): Promise<Readable> {
    segmentsOf(path);
    const isRange = range === undefined || (range.first >= 0 && range.first <= range.last);
    try {
      const { Body, ContentLength } = await client.send(
        new GetObjectCommand({
          Bucket: bucket,
          Key: path,
          ...(range === undefined || !isRange ? {} : { Range: `bytes=${range.first}-${range.last}` }),
        }),
      );
      if (!(Body instanceof Readable)) throw new Error(`no bytes came for ${path}`);
      if (isRange) return whole(Body, ContentLength ?? 0);
      Body.destroy();
    } catch (error) {
      if (isAbsent(error)) throw new BlobMissing(path, { cause: error });
      if (statusOf(error) !== 416) throw error;
    }
    throw new RangeError(`no bytes ${range?.first} to ${range?.last} in ${path}`);
  }

  /** One batch after the other: the objects of a batch are counted before they are removed. */
  async function removeAll(paths: AsyncIterable<{ readonly path: BlobPath }>): Promise<number> {
    let removed = 0;
    let doomed: BlobPath[] = [];
    for await (const { path } of paths) {
      doomed.push(path);
      if (!isBlocksPath(path)) removed += 1;
      if (doomed.length < removedAtOnce) continue;
      await deleteObjects(needs, doomed);
      doomed = [];
    }
    await deleteObjects(needs, doomed);
    return removed;
  }

  async function* existing(paths: readonly BlobPath[]): AsyncGenerator<{ readonly path: BlobPath }> {
    for (const path of new Set(paths)) {
      segmentsOf(path);
      // Lists of hashes are not counted, so it does not matter whether they existed.
      const found = isBlocksPath(path) ? { path } : await headOf(needs, path);
      if (found !== undefined) yield found;
    }
  }

  return withBlocks({
    async write(path, source, { bytesMax, signal }) {
      segmentsOf(path);
      return await writeObject(needs, { path, source, bytesMax, signal });
    },
    read,
    async readAll(path, expected) {
      return checkedBytes(path, Buffer.concat(await (await read(path)).toArray()), expected?.sha256);
    },
    async stat(path) {
      segmentsOf(path);
      const found = await headOf(needs, path);
      return found === undefined ? undefined : { sizeBytes: found.sizeBytes };
    },
    async asFile(path) {
      const bytes = await read(path);
      const folder = await mkdtemp(join(tmpdir(), 'ragtime-blob-'));
      const release = async (): Promise<void> => await rm(folder, { recursive: true, force: true });
      try {
        const file = join(folder, 'blob');
        await pipeline(bytes, createWriteStream(file, { mode: 0o400 }));
        return { file, release };
      } catch (error) {
        await release();
        throw error;
      }
    },
    async move(from, to) {
      segmentsOf(from);
      segmentsOf(to);
      await copyObject(needs, from, to);
      await deleteObjects(needs, [from]);
    },
    remove: async (paths) => await removeAll(existing(paths)),
    async removePrefix(prefix) {
      const segments = segmentsOfPrefix(prefix);
      if (segments.length === 0) throw new RangeError('the empty prefix would remove everything');
      await abortUploads(needs, { prefix: segments.join('/') });
      return await removeAll(listObjects(needs, prefix));
    },
    async *list(prefix) {
      for await (const blob of listObjects(needs, prefix)) if (!isBlocksPath(blob.path)) yield blob;
    },
    freeBytes: async () => await Promise.resolve(undefined),
    close: async () => await Promise.resolve(client.destroy()),
  });
}

/** Fails when fewer bytes come than the server announced, because a reader would take them for the whole blob. */
function whole(body: Readable, expectedBytes: number): Readable {
  return Readable.from(
    (async function* () {
      let leftBytes = expectedBytes;
      for await (const bytes of body as AsyncIterable<Buffer>) {
        leftBytes -= bytes.byteLength;
        yield bytes;
      }
      if (leftBytes > 0) throw new Error(`the blob ends ${leftBytes} bytes too early`);
    })(),
    { objectMode: false },
  );
}
