import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { BlobExists, type BlobPath } from '../blob-store.ts';
import { asStorageFull, isAbsent, isTaken } from './errors.ts';
import { encryptionOf, type S3Needs } from './s3-needs.ts';

/** An upload in several parts. Nothing is visible until it is completed. */
export interface Multipart {
  readonly uploadId: string;
  readonly parts: CompletedPart[];
}

const writerField = 'ragtime-writer';

/** Marks an object with the call that made it, so that a call whose answer was lost can distinguish its own object from another's. */
export const writerToken = ({ machine }: Pick<S3Needs, 'machine'>): string => Buffer.from(machine.random.bytes(12)).toString('hex');

const markOf = (token: string) => ({ Metadata: { [writerField]: token } });

export async function beginMultipart(needs: S3Needs, path: BlobPath, token: string): Promise<Multipart> {
  const { client, bucket } = needs;
  const { UploadId } = await client.send(
    new CreateMultipartUploadCommand({ Bucket: bucket, Key: path, ...encryptionOf(needs), ...markOf(token) }),
  );
  if (UploadId === undefined) throw new Error(`the server named no upload for ${path}`);
  return { uploadId: UploadId, parts: [] };
}

/** Drops the parts that were sent. A failure harms nothing: a sweep removes what is left. */
export async function abortMultipart({ client, bucket }: S3Needs, path: BlobPath, { uploadId }: Multipart): Promise<void> {
  await client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key: path, UploadId: uploadId })).catch(() => undefined);
}

/**
 * Gives the object its name, if the name is free. After a lost answer it checks whether the object has the token.
 *
 * @throws BlobExists, StorageFull
 */
export async function publishObject(
  needs: S3Needs,
  path: BlobPath,
  token: string,
  { whole, signal }: { readonly whole: Buffer | Multipart; readonly signal?: AbortSignal | undefined },
): Promise<void> {
  const { client, bucket } = needs;
  const name = { Bucket: bucket, Key: path, IfNoneMatch: '*' };
  const send = async () =>
    Buffer.isBuffer(whole)
      ? await client.send(new PutObjectCommand({ ...name, Body: whole, ...encryptionOf(needs), ...markOf(token) }))
      : await client.send(
          new CompleteMultipartUploadCommand({ ...name, UploadId: whole.uploadId, MultipartUpload: { Parts: whole.parts } }),
        );
  try {
    signal?.throwIfAborted();
    await send();
    signal?.throwIfAborted();
  } catch (error) {
    const isOurs = (await writerOf(needs, path).catch(() => undefined)) === token;
    if (isOurs && signal?.aborted !== true) return;
    if (isOurs) await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: path }));
    throw isTaken(error) && !isOurs ? new BlobExists(path, { cause: error }) : asStorageFull(error);
  }
}

/** The wait for a server that has just been silent is shorter. */
const askAgainMs = 2_000;

async function writerOf({ client, bucket }: S3Needs, path: BlobPath): Promise<string | undefined> {
  try {
    const { Metadata } = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: path }), { requestTimeout: askAgainMs });
    return Metadata?.[writerField];
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}
