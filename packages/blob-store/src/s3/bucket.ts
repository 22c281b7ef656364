import {
  AbortMultipartUploadCommand,
  BucketAlreadyExists,
  BucketAlreadyOwnedByYou,
  CreateBucketCommand,
  DeleteObjectsCommand,
  GetBucketVersioningCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
} from '@aws-sdk/client-s3';
import type { BlobPath } from '../blob-store.ts';
import { segmentsOf, segmentsOfPrefix } from '../paths.ts';
import { isAbsent, statusOf } from './errors.ts';
import type { S3Needs } from './s3-needs.ts';

export interface ListedObject {
  readonly path: BlobPath;
  readonly sizeBytes: number;
  readonly writtenAtMs: number;
}

/** The bucket does not have the needed settings. The message says what to change. */
export class BucketUnfit extends Error {
  override readonly name = 'BucketUnfit';
}

/** An existing bucket stays unchanged, even if another account owns it: `checkBucket` says whether it may be used. */
export async function makeBucket({ client, bucket }: Pick<S3Needs, 'client' | 'bucket'>): Promise<void> {
  try {
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
  } catch (error) {
    if (!(error instanceof BucketAlreadyExists || error instanceof BucketAlreadyOwnedByYou)) throw error;
  }
}

/** @throws BucketUnfit */
export async function checkBucket({ client, bucket }: Pick<S3Needs, 'client' | 'bucket'>): Promise<void> {
  try {
    await client.send(new HeadBucketCommand({ Bucket: bucket }));
  } catch (error) {
    const status = statusOf(error);
    if (status === undefined) throw error;
    throw new BucketUnfit(
      status === 404
        ? `there is no bucket ${bucket}: make it first`
        : `the bucket ${bucket} may not be used: the server answered ${status}`,
      { cause: error },
    );
  }
  // Some servers have no versioning, and answer with an error.
  const versioning = await client.send(new GetBucketVersioningCommand({ Bucket: bucket })).catch(() => undefined);
  if (versioning?.Status === 'Enabled')
    throw new BucketUnfit(`the bucket ${bucket} keeps old versions, so that what is deleted would stay there: switch its versioning off`);
}

/** The object at the prefix, if it is a whole path, and all objects below it. */
export async function* listObjects({ client, bucket }: S3Needs, prefix: string): AsyncGenerator<ListedObject> {
  const start = segmentsOfPrefix(prefix).join('/');
  if (start.split('/').length >= 3) {
    const found = await headOf({ client, bucket }, start);
    if (found !== undefined) yield found;
  }
  let token: string | undefined;
  do {
    const page = await client.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        ...(start === '' ? {} : { Prefix: `${start}/` }),
        ...(token === undefined ? {} : { ContinuationToken: token }),
      }),
    );
    for (const { Key, Size, LastModified } of page.Contents ?? [])
      if (Key !== undefined && isPath(Key)) yield { path: Key, sizeBytes: Size ?? 0, writtenAtMs: LastModified?.getTime() ?? 0 };
    token = page.NextContinuationToken;
  } while (token !== undefined);
}

export async function headOf({ client, bucket }: Pick<S3Needs, 'client' | 'bucket'>, path: BlobPath): Promise<ListedObject | undefined> {
  try {
    const { ContentLength, LastModified } = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: path }));
    return { path, sizeBytes: ContentLength ?? 0, writtenAtMs: LastModified?.getTime() ?? 0 };
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

/** At most 1,000 at once. @throws Error when the server did not delete one of them. */
export async function deleteObjects({ client, bucket }: S3Needs, paths: readonly BlobPath[]): Promise<void> {
  if (paths.length === 0) return;
  const { Errors = [] } = await client.send(
    new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: paths.map((Key) => ({ Key })), Quiet: true } }),
  );
  const [kept] = Errors;
  if (kept !== undefined) throw new Error(`${Errors.length} blobs could not be removed: ${kept.Key}: ${kept.Code} ${kept.Message}`);
}

/** Ends the multipart uploads below the prefix: all of them, or only those begun before a time. */
export async function abortUploads(
  { client, bucket }: S3Needs,
  { prefix, begunBeforeMs }: { readonly prefix: string; readonly begunBeforeMs?: number },
): Promise<void> {
  let marker: { readonly KeyMarker: string; readonly UploadIdMarker: string } | undefined;
  do {
    const page = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: prefix, ...marker }));
    for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
      const isOld = begunBeforeMs === undefined || (Initiated?.getTime() ?? 0) < begunBeforeMs;
      const isBelow = prefix === '' || Key === prefix || Key?.startsWith(`${prefix}/`) === true;
      if (Key === undefined || UploadId === undefined || !isOld || !isBelow) continue;
      await client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId })).catch((error: unknown) => {
        if (!isAbsent(error)) throw error;
      });
    }
    const { IsTruncated, NextKeyMarker = '', NextUploadIdMarker = '' } = page;
    marker = IsTruncated === true && NextKeyMarker !== '' ? { KeyMarker: NextKeyMarker, UploadIdMarker: NextUploadIdMarker } : undefined;
  } while (marker !== undefined);
}

function isPath(key: string): boolean {
  try {
    return segmentsOf(key).length > 0;
  } catch {
    return false;
  }
}
