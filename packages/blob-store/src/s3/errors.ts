import { S3ServiceException } from '@aws-sdk/client-s3';
import { BlobsUnavailable, StorageFull } from '../blob-store.ts';

/** The HTTP status of an error answer; undefined when there was no answer. */
export const statusOf = (error: unknown): number | undefined =>
  error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;

export const isAbsent = (error: unknown): boolean => statusOf(error) === 404;

/** Another writer made an object of this name, before or at the same time. */
export const isTaken = (error: unknown): boolean => [409, 412].includes(statusOf(error) ?? 0);

const fullNames = new Set(['QuotaExceeded', 'InsufficientStorage', 'XMinioStorageFull', 'EntityTooLargeForQuota']);

const isFull = (error: unknown): boolean => error instanceof S3ServiceException && (fullNames.has(error.name) || statusOf(error) === 507);

/** A server's answer that it has no room left becomes `StorageFull`. */
export const asStorageFull = (error: unknown): unknown =>
  isFull(error) && error instanceof Error ? new StorageFull(error.message, { cause: error }) : error;

/** No answer, or an answer of a server in trouble, becomes `BlobsUnavailable`. */
export function asUnavailable(error: unknown): unknown {
  if (isFull(error) || (statusOf(error) ?? 500) < 500) return error;
  return new BlobsUnavailable('the S3 server does not answer', { cause: error });
}
