import { createHash } from 'node:crypto';
import { UploadPartCommand } from '@aws-sdk/client-s3';
import { type BlobPath, BlobTooLarge, type WrittenBlob } from '../blob-store.ts';
import { untilAborted } from '../until-aborted.ts';
import { asStorageFull } from './errors.ts';
import { inParts } from './parts.ts';
import type { S3Needs } from './s3-needs.ts';
import { abortMultipart, beginMultipart, type Multipart, publishObject, writerToken } from './upload.ts';

interface WriteRequest {
  readonly path: BlobPath;
  readonly source: AsyncIterable<Uint8Array>;
  readonly bytesMax: number;
  readonly signal: AbortSignal | undefined;
}

/** Each running upload keeps two parts in memory: one that fills and one that is sent. With 10,000 parts an object may have 80 GiB. */
const partBytes = 8 * 1024 * 1024;

/** Streams and hashes at once. A blob that fits into one part is one request. */
export async function writeObject(needs: S3Needs, request: WriteRequest): Promise<WrittenBlob> {
  const { path, source, bytesMax, signal } = request;
  signal?.throwIfAborted();
  const token = writerToken(needs);
  const hash = createHash('sha256');
  let sizeBytes = 0;
  async function* measured(): AsyncGenerator<Uint8Array> {
    for await (const bytes of untilAborted(source, signal)) {
      sizeBytes += bytes.byteLength;
      if (sizeBytes > bytesMax) throw new BlobTooLarge(`more than ${bytesMax} bytes came`);
      hash.update(bytes);
      yield bytes;
    }
  }

  let multipart: Multipart | undefined;
  let sending: Promise<void> = Promise.resolve();
  try {
    let last: Buffer | undefined;
    for await (const part of inParts(measured(), partBytes)) {
      if (last !== undefined) {
        multipart ??= await beginMultipart(needs, path, token);
        await sending;
        sending = sendPart(needs, path, multipart, last);
        sending.catch(() => undefined);
      }
      last = part;
    }
    await sending;
    const whole = last ?? Buffer.alloc(0);
    if (multipart !== undefined) await sendPart(needs, path, multipart, whole);
    await publishObject(needs, path, token, { whole: multipart ?? whole, signal });
  } catch (error) {
    if (multipart !== undefined) {
      await sending.catch(() => undefined);
      await abortMultipart(needs, path, multipart);
    }
    throw asStorageFull(error);
  }
  return { path, sizeBytes, sha256: hash.digest('hex') };
}

async function sendPart({ client, bucket }: S3Needs, path: BlobPath, { uploadId, parts }: Multipart, body: Buffer): Promise<void> {
  const PartNumber = parts.length + 1;
  const { ETag } = await client.send(new UploadPartCommand({ Bucket: bucket, Key: path, UploadId: uploadId, PartNumber, Body: body }));
  parts.push({ PartNumber, ...(ETag === undefined ? {} : { ETag }) });
}
