import type { WrittenBlob } from '@ragtime/blob-store';

/** One file of a request. It is complete and durable, but no event names it yet. */
export interface ReceivedFile {
  /** The index of the file in the request, from 0. */
  readonly index: number;
  readonly name: string;
  readonly mediaType: string;
  readonly blob: WrittenBlob;
  readonly uploadedAtMs: number;
}

export interface Received {
  readonly files: readonly ReceivedFile[];
  /** Metadata for every file of the request. */
  readonly metadata: Readonly<Record<string, unknown>> | undefined;
  /** Distinguishes a repeat from another request: the parts in their order, by their content and never by the ids of their blobs. */
  readonly parts: readonly Readonly<Record<string, unknown>>[];
}

export const partOfFile = ({ name, mediaType, blob }: ReceivedFile): Readonly<Record<string, unknown>> => ({
  field: 'file',
  name,
  mediaType,
  sha256: blob.sha256,
  sizeBytes: blob.sizeBytes,
});
