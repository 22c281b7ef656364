import { S3ServiceException } from '@aws-sdk/client-s3';
import { StorageFull } from '../blob-store.ts';

/** The HTTP status of an answer that is an error; undefined when none came. */
export const statusOf = (error: unknown): number | undefined =>
  error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;

export const isAbsent = (error: unknown): boolean => statusOf(error) === 404;

/** Somebody else made an object of this name, before or at the same time. */
export const isTaken = (error: unknown): boolean => [409, 412].includes(statusOf(error) ?? 0);

const fullNames = new Set(['QuotaExceeded', 'InsufficientStorage', 'XMinioStorageFull', 'EntityTooLargeForQuota']);

/** What a server says that has no room left becomes `StorageFull`. */
export const asStorageFull = (error: unknown): unknown =>
  error instanceof S3ServiceException && (fullNames.has(error.name) || statusOf(error) === 507)
    ? new StorageFull(error.message, { cause: error })
    : error;
