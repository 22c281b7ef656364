import type { ChunkId, DatasetId, DocumentId, TenantId } from '@ragtime/domain';
import type { IndexEntry } from '@ragtime/search';
import { unknownLanguage } from './read-run.ts';

/** What a person made of a passage, and the event that says so. */
export interface Edit {
  readonly tenantId: TenantId;
  readonly datasetId: DatasetId;
  readonly documentId: DocumentId;
  readonly chunkId: ChunkId;
  readonly partition: number;
  /** The offset after the event, which is also the revision. */
  readonly from: number;
  readonly text: string;
}

export type PlaceInDocument = Pick<IndexEntry, 'ordinal' | 'headings' | 'pages' | 'lines' | 'boxes' | 'kind' | 'language'>;

/** Typed-in passages come after those of the run, in the order in which they were typed in. */
const behindTheRun = 2 ** 40;

/** The entry of an edit. Its tokens are estimated, because only a parse counts them. @param before undefined: the passage was typed in */
export const editEntry = (edit: Edit, vector: Float32Array, before: Partial<PlaceInDocument> | undefined): IndexEntry => ({
  ...edit,
  vector,
  run: 0,
  revision: edit.from,
  tokens: Math.ceil(edit.text.length / 4),
  ordinal: before?.ordinal ?? placeOfTypedIn(edit.from),
  headings: before?.headings ?? [],
  pages: before?.pages,
  lines: before?.lines,
  boxes: before?.boxes,
  kind: before?.kind ?? 'text',
  language: before?.language ?? unknownLanguage,
});

/** @param from the offset after the event that made the passage */
export const placeOfTypedIn = (from: number): number => behindTheRun + from;
