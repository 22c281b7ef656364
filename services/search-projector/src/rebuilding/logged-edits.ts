import type { ChunkAdded, ChunkEdited, DomainEvent, TenantId } from '@ragtime/domain';
import type { FollowedRecord } from '@ragtime/event-log';
import type { VisibleEdit } from '@ragtime/search/visibility';
import { type Edit, placeOfTypedIn } from '../artifacts/edit-entry.ts';
import { readUntil } from '../projecting/read-until.ts';
import type { RebuildNeeds } from './needs.ts';
import { editsOf, partitionOf } from './visible.ts';

export interface LoggedEdit extends Edit {
  /** The run whose passage was edited; 0 for a passage that was typed in. */
  readonly run: number;
  /** The place of a passage that was typed in. */
  readonly ordinal: number | undefined;
}

/** The log cannot be read to its end now, or it lacks an edit that the rows show. */
export class EditsUnread extends Error {
  override readonly name = 'EditsUnread';
}

type TextEvent = (ChunkAdded | ChunkEdited) & { readonly text: NonNullable<ChunkEdited['text']> };
type Needs = Pick<RebuildNeeds, 'log' | 'codec' | 'machine' | 'open' | 'database' | 'signal'>;

/**
 * The edits that are visible now, as the log has them, partition by partition. A partition without one is not read.
 *
 * @throws EditsUnread
 */
export async function* loggedEdits(needs: Needs): AsyncGenerator<LoggedEdit> {
  const byPartition = new Map<string, VisibleEdit[]>();
  for await (const page of editsOf(needs)) {
    for (const edit of page) byPartition.set(edit.partition, [...(byPartition.get(edit.partition) ?? []), edit]);
  }
  for (const [name, wanted] of byPartition) yield* await readPartition(needs, name, wanted);
}

async function readPartition(needs: Needs, name: string, wanted: readonly VisibleEdit[]): Promise<readonly LoggedEdit[]> {
  const partition = partitionOf(name);
  const revisions = new Map(wanted.map((edit) => [passageOf(edit), edit.revision]));
  const typedIn = new Map<string, number>();
  const found = new Map<string, LoggedEdit>();
  const take = ({ offset, event, meta }: Recorded): void => {
    const passage = passageOf(event);
    const revision = revisions.get(passage);
    if (revision === undefined || offset >= revision) return;
    const from = offset + 1;
    if (event.type === 'ChunkAdded') typedIn.set(passage, placeOfTypedIn(from));
    if (from !== revision) return;
    const { datasetId, documentId, chunkId } = event;
    const text = needs.open(event.text) ?? '';
    const run = event.type === 'ChunkEdited' ? event.run : 0;
    const tenantId = meta.tenantId as TenantId;
    found.set(passage, { tenantId, datasetId, documentId, chunkId, partition, from, text, run, ordinal: typedIn.get(passage) });
  };
  const last = Math.max(...revisions.values());
  const unread = await readUntil(needs, { partition, from: undefined }, ({ records, position }) => {
    for (const record of records.flatMap(textEventOf)) take(record);
    return position.offset < last ? 'go-on' : 'enough';
  });
  needs.signal.throwIfAborted();
  if (unread !== undefined) throw new EditsUnread(unread);
  const lost = wanted.filter((edit) => !found.has(passageOf(edit)));
  const [first] = lost;
  if (first !== undefined)
    throw new EditsUnread(`${name} has no text of ${first.chunkId} of document ${first.documentId} before offset ${first.revision}`);
  return [...found.values()];
}

interface Recorded {
  readonly offset: number;
  readonly event: TextEvent;
  readonly meta: { readonly tenantId: string };
}

function textEventOf(followed: FollowedRecord<DomainEvent>): readonly Recorded[] {
  if (followed.kind !== 'event') return [];
  const { event, meta, offset } = followed.record;
  if ((event.type !== 'ChunkAdded' && event.type !== 'ChunkEdited') || event.text === undefined) return [];
  return [{ offset, event: { ...event, text: event.text }, meta }];
}

const passageOf = ({ documentId, chunkId }: Pick<VisibleEdit, 'documentId' | 'chunkId'>): string => `${documentId}/${chunkId}`;
