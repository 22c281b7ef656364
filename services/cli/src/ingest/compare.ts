import type { components } from '@ragtime/client';
import type { Fingerprint } from './files/fingerprint.ts';
import type { FoundFile } from './files/walk.ts';

export type ServerDocument = components['schemas']['Document'];

/** What to do so that the server has a file and has read it. */
export type Step =
  | { readonly kind: 'upload'; readonly replaces: boolean }
  /** The server has the bytes, but no run reads them. */
  | { readonly kind: 'parse'; readonly documentId: string }
  /** A run of these bytes is open. */
  | { readonly kind: 'wait'; readonly documentId: string; readonly runId: string }
  | { readonly kind: 'nothing'; readonly documentId: string };

export type DocumentsByName = ReadonlyMap<string, readonly ServerDocument[]>;

export function byName(documents: readonly ServerDocument[]): DocumentsByName {
  return Map.groupBy(
    documents.filter((document) => document.name !== undefined),
    ({ name }) => name ?? '',
  );
}

/** Reads a file only when its size is equal to that of a document. */
export async function stepFor(file: FoundFile, documents: DocumentsByName, fingerprint: Fingerprint): Promise<Step> {
  const namesakes = documents.get(file.name) ?? [];
  const sameSize = namesakes.filter(({ sizeBytes }) => sizeBytes === file.sizeBytes);
  const sha256 = sameSize.length === 0 ? undefined : await fingerprint(file);
  const same = sameSize.find((document) => document.sha256 === sha256);
  if (same === undefined) return { kind: 'upload', replaces: namesakes.length > 0 };
  const { documentId, status, runId } = same;
  if (status === 'parsed') return { kind: 'nothing', documentId };
  if ((status === 'queued' || status === 'running') && runId !== undefined) return { kind: 'wait', documentId, runId };
  return { kind: 'parse', documentId };
}

/** Documents without a file. */
export function withoutFile(documents: readonly ServerDocument[], files: readonly FoundFile[]): readonly ServerDocument[] {
  const names = new Set(files.map(({ name }) => name));
  return documents.filter(({ name }) => name !== undefined && !names.has(name));
}
