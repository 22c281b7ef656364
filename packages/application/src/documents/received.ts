import type { WrittenBlob } from '@ragtime/blob-store';

/** One file of a request, whole and durable, that no event names yet. */
export interface ReceivedFile {
  /** Its place among the files of the request, from 0. */
  readonly index: number;
  readonly name: string;
  readonly mediaType: string;
  readonly blob: WrittenBlob;
  readonly uploadedAtMs: number;
}

export interface Received {
  readonly files: readonly ReceivedFile[];
  /** For every file of the request. */
  readonly metadata: Readonly<Record<string, unknown>> | undefined;
  /** What tells a repeat from another request: the parts in order, by content and never by the ids of their blobs. */
  readonly parts: readonly Readonly<Record<string, unknown>>[];
}

export const partOfFile = ({ name, mediaType, blob }: ReceivedFile): Readonly<Record<string, unknown>> => ({
  field: 'file',
  name,
  mediaType,
  sha256: blob.sha256,
  sizeBytes: blob.sizeBytes,
});
