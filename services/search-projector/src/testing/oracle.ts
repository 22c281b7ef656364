import { decodeChunks, decodeManifest, stepOf } from '@ragtime/contracts/artifacts';
import { type BlobId, inDocumentOrder, type TaskCompleted, topics } from '@ragtime/domain';
import type { PartitionName, Positions } from '@ragtime/event-log';
import { partitions, type World } from './world.ts';

interface Seen {
  readonly datasetId: string;
  enabled: boolean;
  run: readonly { readonly chunkId: string; readonly text: string }[];
  /** By the tasks of the open run. */
  made: TaskCompleted[];
  readonly edits: Map<string, { text: string | undefined; enabled: boolean; deleted: boolean }>;
}

/** What a search may show at a position, by a fold of the log that shares no code with the projection. Sorted lines `document: text`. */
export async function visibleAt(world: World, positions: Positions): Promise<readonly string[]> {
  const documents = new Map<string, Seen>();
  for (let partition = 0; partition < partitions; partition += 1) {
    const name: PartitionName = `${topics.documentEvents}/${partition}`;
    const end = positions.get(name)?.offset ?? 0;
    for (const { offset, value } of world.log.contents(topics.documentEvents, partition)) {
      const decoded = offset < end && value !== undefined ? world.codec.decode(value) : undefined;
      if (decoded?.ok === true) await fold(world, documents, decoded.envelope.event);
    }
  }
  return [...documents].flatMap(([id, seen]) => textsOf(seen).map((text) => `${id}: ${text}`)).toSorted();
}

type Event = Extract<ReturnType<World['codec']['decode']>, { readonly ok: true }>['envelope']['event'];

async function fold(world: World, documents: Map<string, Seen>, event: Event): Promise<void> {
  if (event.type === 'DocumentRegistered') {
    documents.set(event.documentId, { datasetId: event.datasetId, enabled: true, run: [], made: [], edits: new Map() });
    return;
  }
  if (event.type === 'DatasetClosed') {
    for (const [id, seen] of documents) if (seen.datasetId === event.datasetId) documents.delete(id);
    return;
  }
  const document = 'documentId' in event ? documents.get(event.documentId ?? '') : undefined;
  if (document === undefined) return;
  switch (event.type) {
    case 'DocumentDeleted':
      documents.delete(event.documentId);
      return;
    case 'DocumentEnabled':
    case 'DocumentDisabled':
      document.enabled = event.type === 'DocumentEnabled';
      return;
    case 'ParsingRequested':
      document.made = [];
      return;
    case 'TaskCompleted':
      if (event.result.chunks > 0) document.made.push(event);
      return;
    case 'DocumentParsed':
      document.made.sort((one, other) => inDocumentOrder(one.taskId, other.taskId));
      document.run = (await Promise.all(document.made.map(({ result }) => chunksOf(world, result.artifact)))).flat();
      if (!event.keepEdits) document.edits.clear();
      return;
    case 'ChunkAdded':
      document.edits.set(event.chunkId, { text: opened(world, event.text), enabled: true, deleted: false });
      return;
    case 'ChunkEdited': {
      const before = document.edits.get(event.chunkId)?.text;
      const text = event.text === undefined ? before : opened(world, event.text);
      document.edits.set(event.chunkId, { text, enabled: event.enabled, deleted: false });
      return;
    }
    case 'ChunkDeleted':
      if (event.run === 0) document.edits.delete(event.chunkId);
      else document.edits.set(event.chunkId, { text: undefined, enabled: false, deleted: true });
      return;
    default:
      return;
  }
}

function textsOf({ enabled, run, edits }: Seen): readonly string[] {
  if (!enabled) return [];
  const untouched = run.filter(({ chunkId }) => {
    const edit = edits.get(chunkId);
    return edit === undefined || (edit.enabled && edit.text === undefined);
  });
  const byHand = [...edits.values()].flatMap((edit) => (edit.enabled && edit.text !== undefined ? [edit.text] : []));
  return [...untouched.map(({ text }) => text), ...byHand];
}

async function chunksOf({ blobs }: World, artifact: BlobId) {
  const step = stepOf(decodeManifest(await blobs.readAll(artifact)), 'chunk');
  return step === undefined ? [] : await decodeChunks(await blobs.readAll(step.artifact));
}

function opened({ vault }: World, sealed: Parameters<World['vault']['open']>[0]): string {
  const found = vault.open(sealed);
  return found.kind === 'opened' ? found.plaintext : '';
}
