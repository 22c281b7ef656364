import { openAsBlob } from 'node:fs';
import type { components, operations } from './generated/api.ts';
import { asProblem } from './problem.ts';

export type UploadedItem = components['schemas']['UploadedItem'];

export interface UploadFile {
  /** The path of the file on this machine. */
  readonly path: string;
  /** The name of the document. It may be a path. */
  readonly name: string;
  readonly mediaType?: string | undefined;
}

export interface UploadOptions {
  readonly query?: operations['uploadDocuments']['parameters']['query'];
  /** Metadata for every file. */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  /** With a key, the upload may be repeated until it is answered. */
  readonly idempotencyKey?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface UploadNeeds {
  readonly baseUrl: string;
  readonly fetch: typeof globalThis.fetch;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Streams files from the disk and never holds a whole file in memory. A file that changes while it is read fails the upload.
 *
 * @returns one item for each file, in the same order. Some may be refused.
 * @throws RagtimeProblem when all files were refused.
 */
export async function uploadFiles(
  { baseUrl, fetch, headers }: UploadNeeds,
  datasetId: string,
  files: readonly UploadFile[],
  { query = {}, metadata, idempotencyKey, signal }: UploadOptions = {},
): Promise<readonly UploadedItem[]> {
  const form = new FormData();
  if (metadata !== undefined) form.append('metadata', JSON.stringify(metadata));
  for (const { path, name, mediaType } of files)
    form.append('file', await openAsBlob(path, mediaType === undefined ? {} : { type: mediaType }), name);
  const parameters = new URLSearchParams(
    Object.entries(query).flatMap(([key, value]): [string, string][] => (value === undefined ? [] : [[key, value]])),
  );
  const response = await fetch(`${baseUrl}/v1/datasets/${encodeURIComponent(datasetId)}/documents?${parameters.toString()}`, {
    method: 'POST',
    headers: { ...headers, ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }) },
    body: form,
    ...(signal === undefined ? {} : { signal }),
  });
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw asProblem(response, body);
  return (body as operations['uploadDocuments']['responses'][201]['content']['application/json']).items;
}
