import { HeadObjectCommand, UploadPartCopyCommand } from '@aws-sdk/client-s3';
import { BlobMissing, type BlobPath } from '../blob-store.ts';
import { asStorageFull, isAbsent } from './errors.ts';
import type { S3Needs } from './s3-needs.ts';
import { abortMultipart, beginMultipart, publishObject, writerToken } from './upload.ts';

/** The most bytes that a server copies at once. */
const copyBytesMax = 1024 * 1024 * 1024;

/**
 * Copies within the server, on the condition that the name is free, which a plain copy cannot check. The source stays.
 *
 * @throws BlobMissing, BlobExists
 */
export async function copyObject(needs: S3Needs, from: BlobPath, to: BlobPath): Promise<void> {
  const { client, bucket } = needs;
  const token = writerToken(needs);
  const sizeBytes = await sizeOf(needs, from);
  if (sizeBytes === 0) return await publishObject(needs, to, token, { whole: Buffer.alloc(0) });
  const multipart = await beginMultipart(needs, to, token);
  try {
    for (let first = 0; first < sizeBytes; first += copyBytesMax) {
      const PartNumber = multipart.parts.length + 1;
      const { CopyPartResult } = await client.send(
        new UploadPartCopyCommand({
          Bucket: bucket,
          Key: to,
          UploadId: multipart.uploadId,
          PartNumber,
          CopySource: `${bucket}/${from}`,
          CopySourceRange: `bytes=${first}-${Math.min(first + copyBytesMax, sizeBytes) - 1}`,
        }),
      );
      multipart.parts.push({ PartNumber, ...(CopyPartResult?.ETag === undefined ? {} : { ETag: CopyPartResult.ETag }) });
    }
    await publishObject(needs, to, token, { whole: multipart });
  } catch (error) {
    await abortMultipart(needs, to, multipart);
    throw isAbsent(error) ? new BlobMissing(from, { cause: error }) : asStorageFull(error);
  }
}

async function sizeOf({ client, bucket }: S3Needs, path: BlobPath): Promise<number> {
  try {
    return (await client.send(new HeadObjectCommand({ Bucket: bucket, Key: path }))).ContentLength ?? 0;
  } catch (error) {
    throw isAbsent(error) ? new BlobMissing(path, { cause: error }) : error;
  }
}
