import { type DocumentId, type DomainEvent, topics } from '@ragtime/domain';
import { isLogEvent, type Positions } from '@ragtime/event-log';
import { foldHistory } from '@ragtime/event-log/testing';
import { createSearch } from '@ragtime/search';
import { tenantId } from '../clients/commands.ts';
import { partitions } from '../plan/make-plan.ts';
import { embedder, type World } from '../shared/world.ts';

interface Seen {
  readonly datasetId: string;
  /** The results so far of the tasks of the open run. */
  made: number;
  enabled: boolean;
  passages: number;
  readonly typedIn: Set<string>;
}

type Shown = Pick<Seen, 'datasetId' | 'passages'>;

/** How many passages of each document may be seen at a position, by a fold that shares nothing with the projection. */
function visibleAt({ log, codec }: Pick<World, 'log' | 'codec'>, positions: Positions): ReadonlyMap<DocumentId, Shown> {
  const documents = new Map<DocumentId, Seen>();
  for (let partition = 0; partition < partitions; partition += 1) {
    const end = positions.get(`${topics.documentEvents}/${partition}`)?.offset ?? 0;
    const { counted } = foldHistory(log.contents(topics.documentEvents, partition), codec);
    for (const { offset, envelope } of counted) if (offset < end && !isLogEvent(envelope.event)) fold(documents, envelope.event);
  }
  const shown = [...documents].flatMap(([id, { datasetId, enabled, passages, typedIn }]): [DocumentId, Shown][] => {
    const count = passages + typedIn.size;
    return enabled && count > 0 ? [[id, { datasetId, passages: count }]] : [];
  });
  return new Map(shown);
}

function fold(documents: Map<DocumentId, Seen>, event: DomainEvent): void {
  if (event.type === 'DocumentRegistered') {
    documents.set(event.documentId, { datasetId: event.datasetId, enabled: true, made: 0, passages: 0, typedIn: new Set() });
  } else if (event.type === 'DatasetClosed') {
    for (const [id, { datasetId }] of documents) if (datasetId === event.datasetId) documents.delete(id);
  } else if (event.type === 'DocumentDeleted') documents.delete(event.documentId);
  else if (event.type === 'DocumentEnabled' || event.type === 'DocumentDisabled')
    change(documents, event.documentId, { enabled: event.type === 'DocumentEnabled' });
  else if (event.type === 'DocumentParsed') {
    const seen = documents.get(event.documentId);
    if (!event.keepEdits) seen?.typedIn.clear();
    change(documents, event.documentId, { passages: seen?.made ?? 0 });
  } else if (event.type === 'ParsingRequested') change(documents, event.documentId, { made: 0 });
  else if (event.type === 'TaskCompleted') {
    const seen = documents.get(event.documentId ?? ('' as DocumentId));
    if (seen !== undefined) seen.made += event.result.chunks;
  } else if (event.type === 'ChunkAdded') documents.get(event.documentId)?.typedIn.add(event.chunkId);
}

function change(documents: Map<DocumentId, Seen>, id: DocumentId, by: Partial<Pick<Seen, 'enabled' | 'passages' | 'made'>>): void {
  const seen = documents.get(id);
  if (seen !== undefined) Object.assign(seen, by);
}

/** Documents that are deleted by the log's end. Their bytes may be gone before a projector that lags has read of them. */
export function deletedIn({ log, codec }: Pick<World, 'log' | 'codec'>): ReadonlySet<string> {
  const over = new Set<string>();
  for (let partition = 0; partition < partitions; partition += 1)
    for (const { envelope } of foldHistory(log.contents(topics.documentEvents, partition), codec).counted) {
      const { event } = envelope;
      if (isLogEvent(event)) continue;
      if (event.type === 'DocumentDeleted') over.add(event.documentId);
      if (event.type === 'DatasetClosed') over.add(event.datasetId);
    }
  return over;
}

/** Datasets that wait for an operator, who has to delete a document again: the log lost its deletion, and its artifacts are gone. */
async function stoppedByLostDeletions({ searchRows, lostDeletions }: World): Promise<readonly string[]> {
  const stopped = await searchRows.rows.stopped();
  return stopped.filter(({ detail }) => [...lostDeletions].some((id) => detail.includes(`/${id}/`))).map(({ key }) => key);
}

/** Searches as a user would, for a word of every passage. Reports hits that may not be shown, and missing hits. */
export async function checkSearch(world: World): Promise<readonly string[]> {
  const { index, visibility, machine } = world;
  const search = createSearch({ index, visibility, embedder, machine });
  const answer = await search({ tenantId, query: 'page', limit: 100, weights: { lexical: 1, vector: 0 }, highlight: false });
  const expected = visibleAt(world, answer.position);
  const counts = new Map<DocumentId, number>();
  for (const { documentId } of answer.items) counts.set(documentId, (counts.get(documentId) ?? 0) + 1);
  const over = new Set([...deletedIn(world), ...world.lostDeletions, ...(await stoppedByLostDeletions(world))]);
  const documents = new Set([...expected.keys(), ...counts.keys()]);
  return [...documents].flatMap((id) => {
    const [{ passages: must, datasetId }, has] = [expected.get(id) ?? { passages: 0, datasetId: '' }, counts.get(id) ?? 0];
    const mayBeShort = answer.incomplete || over.has(id) || over.has(datasetId);
    return must === has || (mayBeShort && has < must) ? [] : [`a search shows ${has} passages of ${id}, of ${must}`];
  });
}
