import { storableText } from '@ragtime/database';
import { type CommonQueryMethods, type QuerySqlToken, sql } from 'slonik';
import type { Metadata, VisibilityChange } from './change.ts';

interface Place {
  readonly partition: string;
  readonly nowMs: number;
}

/** Applies changes in order, in the transaction that moves the position. A repeat changes nothing more. */
export async function writeVisibility(transaction: CommonQueryMethods, place: Place, changes: readonly VisibilityChange[]): Promise<void> {
  for (const change of changes) for (const statement of statementsOf(change, place)) await transaction.query(statement);
}

function* statementsOf(change: VisibilityChange, place: Place): Generator<QuerySqlToken> {
  const { from } = change;
  const { partition } = place;
  switch (change.kind) {
    case 'dataset-opened':
      yield sql.unsafe`
        insert into visibility.dataset (dataset_id, tenant_id, partition, from_offset)
        values (${change.datasetId}, ${change.tenantId}, ${partition}, ${from}) on conflict do nothing`;
      return;
    case 'dataset-closed':
      yield sql.unsafe`update visibility.dataset set ${closed(from, place)} where dataset_id = ${change.datasetId} and to_offset is null`;
      return;
    case 'document-opened':
      yield sql.unsafe`
        insert into visibility.document (document_id, from_offset, partition, dataset_id, tenant_id, enabled, name, metadata)
        values (${change.documentId}, ${from}, ${partition}, ${change.datasetId}, ${change.tenantId}, true, ${change.name ?? null},
          ${metadataText(change.metadata)}::jsonb)
        on conflict do nothing`;
      return;
    case 'document-changed':
      yield* changeDocument(change, place);
      return;
    case 'document-closed':
      for (const table of ['document', 'run', 'edit']) yield closeOpen(table, change.documentId, from, place);
      return;
    case 'part-made':
      yield sql.unsafe`
        insert into visibility.part (document_id, run, task_id, dataset_id, artifact)
        values (${change.documentId}, ${change.run}, ${change.taskId}, ${change.datasetId}, ${change.artifact})
        on conflict do nothing`;
      return;
    case 'run-dropped':
      yield sql.unsafe`delete from visibility.part where document_id = ${change.documentId} and run = ${change.run}`;
      return;
    case 'run-opened':
      yield closeOpen('run', change.documentId, from, place);
      if (!change.keepEdits) yield closeOpen('edit', change.documentId, from, place);
      yield sql.unsafe`
        insert into visibility.run (document_id, run, from_offset, partition, dataset_id, tenant_id)
        values (${change.documentId}, ${change.run}, ${from}, ${partition}, ${change.datasetId}, ${change.tenantId})
        on conflict do nothing`;
      return;
    case 'chunk-edited':
    case 'chunk-deleted':
      yield* changeChunk(change, place);
      return;
  }
}

const closed = (from: number, { nowMs }: Place) => sql.fragment`to_offset = ${from}, closed_at_ms = ${Math.trunc(nowMs)}`;

/** A row that opened with this event stays open, because a repeat of the event finds it. */
const closeOpen = (table: string, documentId: string, from: number, place: Place): QuerySqlToken => sql.unsafe`
  update ${sql.identifier(['visibility', table])} set ${closed(from, place)}
  where document_id = ${documentId} and to_offset is null and from_offset < ${from}`;

function* changeDocument(change: Extract<VisibilityChange, { kind: 'document-changed' }>, place: Place): Generator<QuerySqlToken> {
  const { documentId, from, metadata, enabled } = change;
  const name = 'name' in change ? sql.fragment`${change.name ?? null}::text` : sql.fragment`name`;
  yield sql.unsafe`
    insert into visibility.document (document_id, from_offset, partition, dataset_id, tenant_id, enabled, name, metadata)
    select document_id, ${from}, partition, dataset_id, tenant_id, ${enabled === undefined ? sql.fragment`enabled` : sql.fragment`${enabled}::bool`}, ${name},
      ${metadata === undefined ? sql.fragment`metadata` : sql.fragment`${metadataText(metadata)}::jsonb`}
    from visibility.document where document_id = ${documentId} and to_offset is null and from_offset < ${from}
    on conflict do nothing`;
  yield closeOpen('document', documentId, from, place);
}

/** Removes a passage that a person typed in. A deletion of a run's passage hides it instead. */
function* changeChunk(
  change: Extract<VisibilityChange, { kind: 'chunk-edited' | 'chunk-deleted' }>,
  place: Place,
): Generator<QuerySqlToken> {
  const { documentId, datasetId, chunkId, from, typedIn, version } = change;
  const isDeleted = change.kind === 'chunk-deleted';
  const before = sql.fragment`(select revision from visibility.edit
    where document_id = ${documentId} and chunk_id = ${chunkId} and to_offset is null and from_offset < ${from})`;
  const revision = isDeleted ? sql.fragment`0` : change.hasText ? sql.fragment`${from}::int8` : sql.fragment`coalesce(${before}, 0)`;
  if (!isDeleted || !typedIn) {
    yield sql.unsafe`
      insert into visibility.edit (document_id, chunk_id, from_offset, partition, dataset_id, revision, version, enabled, deleted, typed_in)
      values (${documentId}, ${chunkId}, ${from}, ${place.partition}, ${datasetId}, ${revision}, ${version}, ${!isDeleted && change.enabled}, ${isDeleted}, ${typedIn})
      on conflict do nothing`;
  }
  yield sql.unsafe`
    update visibility.edit set ${closed(from, place)}
    where document_id = ${documentId} and chunk_id = ${chunkId} and to_offset is null and from_offset < ${from}`;
}

const metadataText = (metadata: Metadata): string =>
  JSON.stringify(metadata, (_name, value: unknown) => {
    if (typeof value === 'string') return storableText(value);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [storableText(name), member]));
  });
