import { sql } from 'slonik';

export type TableName = ReturnType<typeof sql.identifier>;

export const tableOf = (generation: number): TableName => sql.identifier(['search', `entry_${generation}`]);
/** There are two because an index of words reads its texts in one way: "bm25" reads English texts, "stems" the stems of all others. */
export const lexicalIndexesOf = (generation: number) => ({
  english: `search.entry_${generation}_bm25`,
  stems: `search.entry_${generation}_stems_bm25`,
});

export const createTable = (generation: number, dimensions: number): readonly string[] => [
  `create table search.entry_${generation} (
    document_id text not null, run int8 not null, revision int8 not null, chunk_id text not null,
    tenant_id text not null, dataset_id text not null, "partition" int8 not null, from_offset int8 not null, ordinal int8 not null,
    text text not null, headings jsonb not null, tokens int8 not null,
    first_page int8, last_page int8, first_line int8, last_line int8, boxes jsonb, kind text not null, language text not null,
    configuration text not null, body text, stems text, embedding vector(${dimensions}),
    primary key (document_id, run, revision, chunk_id))`,
  `create index entry_${generation}_place on search.entry_${generation} (document_id, run, ordinal, chunk_id)`,
  `create index entry_${generation}_dataset on search.entry_${generation} (dataset_id)`,
  `create index entry_${generation}_bm25 on search.entry_${generation} using bm25 (body) with (text_config = 'english')`,
  `create index entry_${generation}_stems_bm25 on search.entry_${generation} using bm25 (stems) with (text_config = 'simple')`,
  `create index entry_${generation}_configuration on search.entry_${generation} (configuration)`,
];

export const dropTable = (generation: number): string => `drop table if exists search.entry_${generation}`;

export const createVectorIndex = (generation: number): string =>
  `create index if not exists entry_${generation}_hnsw on search.entry_${generation} using hnsw (embedding vector_cosine_ops)`;
