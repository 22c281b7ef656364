import type { DomainEvent, KeySlot, Sealed } from '@ragtime/domain';
import type { Meta, PartitionName, Position, ProjectionCommit, RecordedEvent } from '@ragtime/event-log';
import { linkAfter } from '@ragtime/event-log';
import type { AnyChange } from '../changes/change.ts';
import type { AnyProjection } from '../projections/all.ts';
import type { Helpers } from '../projections/projection.ts';
import type { SealedReader } from '../queries/events.ts';

/** A record that counts and the position after it, as a reader of the log hands it over. */
export interface Recorded {
  readonly record: RecordedEvent<DomainEvent>;
  readonly behind: Position;
}

/** An event and the parts of its record that matter to the test. */
export type Happened = { readonly event: DomainEvent; readonly key: string } & Partial<Meta>;

/** One partition with these records, one second of record time apart. Each is the first of its subject unless it states otherwise. */
export function recorded(topic: string, partition: number, happened: readonly Happened[]): readonly Recorded[] {
  let link: Uint8Array = new Uint8Array(8);
  return happened.map(({ event, key, ...meta }, offset) => {
    link = linkAfter(link, key, Buffer.from(event.type));
    return { record: { topic, partition, offset, key, event, meta: { ...metaOf(offset), ...meta } }, behind: { offset: offset + 1, link } };
  });
}

const metaOf = (offset: number): Meta => ({
  subject: { kind: 'document', id: 'some' },
  version: 1,
  atMs: (offset + 1) * 1_000,
  commandId: `command-${offset}`,
  payloadHash: new Uint8Array(16),
  index: 0,
  count: 1,
  cause: undefined,
  correlationId: 'correlation',
  tenantId: 'tenant-1',
  actor: 'api-key:key-1 user:user-1',
  traceParent: undefined,
  remembered: false,
});

/** A mock seal: the box is the text, and slots whose names say that they are erased do not open. */
export const seal = (text: string, slot = 'slot'): Sealed => ({ slot: slot as KeySlot, box: Uint8Array.from(Buffer.from(text)) });
export const helpers: Helpers = {
  open: ({ slot, box }) => (slot.startsWith('erased') ? undefined : Buffer.from(box).toString()),
};

/** The same for queries. */
export const reader: SealedReader = { learn: async () => await Promise.resolve(), open: (sealed) => helpers.open(sealed) };

/** The commit of a projector for these records, in one transaction. */
export function commitOf(projection: AnyProjection, from: Position | undefined, batch: readonly Recorded[]): ProjectionCommit<AnyChange> {
  const [first] = batch;
  const to = batch.at(-1)?.behind;
  if (first === undefined || to === undefined) throw new TypeError('a commit needs a record');
  const partition: PartitionName = `${first.record.topic}/${first.record.partition}`;
  const changes = batch.flatMap(({ record, behind }) => projection.apply(record, helpers, behind));
  return { partition, from, to, changes, stopped: [], resumed: [] };
}
