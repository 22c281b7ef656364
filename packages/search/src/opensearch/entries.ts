import type { ChunkId, DatasetId, DocumentId, TenantId } from '@ragtime/domain';
import { PageBoxSchema } from '@ragtime/parsing/block';
import { z } from 'zod';
import type { IndexEntry, StoredEntry } from '../search-index.ts';
import { wordsField } from './mapping.ts';

const branded = <Id extends string>() => z.string().transform((id) => id as Id);
const Pair = z.tuple([z.int(), z.int()]).optional();

/** The stored form of an entry, from which it is read back as it was written. */
const Source = z.object({
  tenantId: branded<TenantId>(),
  datasetId: branded<DatasetId>(),
  documentId: branded<DocumentId>(),
  chunkId: branded<ChunkId>(),
  run: z.int(),
  revision: z.int(),
  partition: z.int(),
  from: z.int(),
  ordinal: z.int(),
  stored: z.object({
    text: z.string(),
    headings: z.array(z.string()),
    tokens: z.int(),
    pages: Pair,
    lines: Pair,
    boxes: z.array(PageBoxSchema).optional(),
    kind: z.enum(['text', 'table']),
    language: z.string(),
  }),
});

/** JSON and the server cannot hold lone surrogates. */
const whole = (text: string): string => text.toWellFormed();

export function documentOf({ vector, ...entry }: IndexEntry) {
  const { tenantId, datasetId, documentId, chunkId, run, revision, partition, from, ordinal, ...rest } = entry;
  const headings = rest.headings.map(whole);
  const text = whole(rest.text);
  return {
    tenantId,
    datasetId,
    documentId,
    chunkId,
    run,
    revision,
    partition,
    from,
    ordinal,
    stored: { ...rest, text, headings },
    [wordsField(entry.language)]: [...headings, text].join('\n'),
    // A text without a word that the model knows has a zero vector, which has no angle to any other.
    ...(vector.some((value) => value !== 0) ? { vector: [...vector] } : {}),
  };
}

export function entryOf(source: unknown): StoredEntry {
  const { stored, ...key } = Source.parse(source);
  const { pages, lines, boxes, ...rest } = stored;
  return { ...key, ...rest, pages, lines, boxes };
}
