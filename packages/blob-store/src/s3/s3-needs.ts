import type { S3Client } from '@aws-sdk/client-s3';
import type { Machine } from '@ragtime/runtime';

export interface S3Needs {
  readonly client: S3Client;
  readonly bucket: string;
  readonly machine: Machine;
  /** How objects are encrypted at rest: by the server's keys, or by one of a key service. Default: the bucket's own setting. */
  readonly encryption: ServerSideEncryption | undefined;
}

export type ServerSideEncryption = { readonly kind: 'server-keys' } | { readonly kind: 'key-service'; readonly keyId: string };

/** The encryption fields of every request that makes an object. */
export function encryptionOf({ encryption }: Pick<S3Needs, 'encryption'>) {
  if (encryption === undefined) return {};
  if (encryption.kind === 'server-keys') return { ServerSideEncryption: 'AES256' } as const;
  return { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: encryption.keyId } as const;
}
