import type { Sealed } from '@ragtime/domain';
import type { IndexEntry, SearchIndex } from '@ragtime/search';
import type { Metadata, VisibilityChange } from '@ragtime/search/visibility';
import { editEntry, type PlaceInDocument } from '../artifacts/edit-entry.ts';
import { EventInvalid, isUnreadable, readRun } from '../artifacts/read-run.ts';
import type { SearchProjectorOptions } from '../options.ts';
import type { KeptIndexes } from './indexes.ts';
import type { LookAhead } from './look-ahead.ts';
import type { RelevantEvent, SearchChange } from './projection.ts';
import type { RunArtifacts } from './run-artifacts.ts';

export interface PrepareNeeds extends Pick<SearchProjectorOptions, 'blobs' | 'embedder'> {
  readonly index: SearchIndex;
  readonly kept: KeptIndexes;
  readonly lookAhead: LookAhead;
  readonly artifacts: RunArtifacts;
  readonly open: (sealed: Sealed) => string | undefined;
}

/**
 * Puts the entries of an event into the index and returns the change of its rows. Nothing becomes visible by that.
 *
 * @param isPassing another event of the same commit hides the passages again, so no reader can ever see them.
 * @throws an error for which `isUnreadable` is true when an artifact cannot be read; the event's key then stops.
 */
export async function prepare(needs: PrepareNeeds, change: SearchChange, isPassing: boolean): Promise<VisibilityChange> {
  const { event, tenantId, version } = change;
  const from = change.offset + 1;
  switch (event.type) {
    case 'DatasetCreated':
      return { kind: 'dataset-opened', from, datasetId: event.datasetId, tenantId };
    case 'DatasetClosed':
      return { kind: 'dataset-closed', from, datasetId: event.datasetId };
    case 'DocumentRegistered': {
      const { documentId, datasetId } = event;
      return {
        kind: 'document-opened',
        from,
        documentId,
        datasetId,
        tenantId,
        name: needs.open(event.name),
        metadata: metadataOf(needs, event.metadata),
      };
    }
    case 'DocumentRenamed':
      return { kind: 'document-changed', from, documentId: event.documentId, name: needs.open(event.name) };
    case 'DocumentMetadataReplaced':
      return { kind: 'document-changed', from, documentId: event.documentId, metadata: metadataOf(needs, event.metadata) };
    case 'DocumentEnabled':
    case 'DocumentDisabled':
      return { kind: 'document-changed', from, documentId: event.documentId, enabled: event.type === 'DocumentEnabled' };
    case 'DocumentDeleted':
      return { kind: 'document-closed', from, documentId: event.documentId };
    case 'TaskCompleted': {
      const { documentId, datasetId, run, taskId, result } = event;
      const { artifact } = result;
      needs.artifacts.note({ documentId, run }, { taskId, artifact });
      return { kind: 'part-made', from, documentId, datasetId, run, taskId, artifact };
    }
    case 'RunFailed':
    case 'RunCancelled':
      return { kind: 'run-dropped', from, documentId: event.documentId, run: event.run };
    case 'DocumentParsed': {
      if (!isPassing) await putRun(needs, change, event);
      const { documentId, datasetId, run, keepEdits } = event;
      return {
        kind: 'run-opened',
        from,
        documentId,
        datasetId,
        tenantId,
        run,
        keepEdits,
      };
    }
    case 'ChunkAdded':
    case 'ChunkEdited': {
      const { documentId, datasetId, chunkId } = event;
      const isEdit = event.type === 'ChunkEdited';
      const text = event.text === undefined ? undefined : (needs.open(event.text) ?? '');
      if (text !== undefined && !isPassing) await putEdit(needs, change, event, text);
      return {
        kind: 'chunk-edited',
        from,
        documentId,
        datasetId,
        chunkId,
        version,
        hasText: text !== undefined,
        typedIn: !isEdit || event.run === 0,
        enabled: !isEdit || event.enabled,
      };
    }
    case 'ChunkDeleted': {
      const { documentId, datasetId, chunkId, run } = event;
      return { kind: 'chunk-deleted', from, documentId, datasetId, chunkId, version, typedIn: run === 0 };
    }
  }
}

function metadataOf({ open }: PrepareNeeds, sealed: Sealed | undefined): Metadata {
  const text = sealed === undefined ? undefined : open(sealed);
  if (text === undefined) return {};
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // The error below omits the text, because it is personal.
  }
  throw new EventInvalid('the metadata are not a JSON object');
}

const isObject = (value: unknown): value is Metadata => typeof value === 'object' && value !== null && !Array.isArray(value);

async function putRun(needs: PrepareNeeds, change: SearchChange, event: Extract<RelevantEvent, { type: 'DocumentParsed' }>): Promise<void> {
  const { documentId, datasetId, run } = event;
  const { tenantId, partition, offset } = change;
  try {
    const artifacts = (await needs.artifacts.of(change, event)).map(({ artifact }) => artifact);
    for await (const entries of readRun(needs, { tenantId, datasetId, documentId, run, partition, from: offset + 1, artifacts })) {
      await needs.kept.put(entries);
    }
  } catch (error) {
    if (!isUnreadable(error) || !(await needs.lookAhead.isObsolete(change, event))) throw error;
  }
}

/** Writes the passage with its new text. Its place in the document stays. */
async function putEdit(
  needs: PrepareNeeds,
  { tenantId, partition, offset }: SearchChange,
  event: Extract<RelevantEvent, { type: 'ChunkAdded' | 'ChunkEdited' }>,
  text: string,
): Promise<void> {
  const { documentId, datasetId, chunkId } = event;
  const before = await placeOf(needs.index, event, event.type === 'ChunkEdited' ? event.run : 0);
  const [vector = new Float32Array(needs.embedder.dimensions)] = await needs.embedder.embed([text]);
  const edit = { tenantId, datasetId, documentId, chunkId, partition, from: offset + 1, text };
  await needs.kept.put([editEntry(edit, vector, before)]);
}

/** The place in the run, or the place at the last edit: an edit may outlive the passage that it began with. */
async function placeOf(
  index: SearchIndex,
  { documentId, chunkId }: Pick<IndexEntry, 'documentId' | 'chunkId'>,
  run: number,
): Promise<PlaceInDocument | undefined> {
  const [ofRun] = run === 0 ? [] : await index.get([{ documentId, run, revision: 0, chunkId }]);
  if (ofRun !== undefined) return ofRun;
  const edits = await index.list({ documentId, run: 0 }, { limit: 10_000, after: undefined });
  return edits.filter((entry) => entry.chunkId === chunkId).toSorted((one, other) => other.revision - one.revision)[0];
}
