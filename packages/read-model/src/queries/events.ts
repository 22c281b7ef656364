import { type KeySlot, type Sealed, type TenantId, wordsOfActor } from '@ragtime/domain';
import type { OutcomePosition, PartitionName, Position, Positions } from '@ragtime/event-log';
import { type CommonQueryMethods, type FragmentSqlToken, sql } from 'slonik';
import { z } from 'zod';
import { openSealed, slotsIn } from '../projections/audit/event-json.ts';
import { positionsOf } from '../store/positions.ts';
import type { JsonValue } from '../tables/table.ts';
import { count, maybe, time } from './rows.ts';

const EventRow = z.object({
  topic: z.string(),
  partition: count,
  offset: count,
  link: z.hex(),
  type: z.string(),
  atMs: time,
  subject: z.object({ kind: z.string(), id: z.string() }),
  version: count,
  datasetId: maybe(z.string()),
  documentId: maybe(z.string()),
  actor: z.string(),
  commandId: z.string(),
  commandIndex: count,
  commandCount: count,
  correlationId: z.string(),
  cause: maybe(z.json()),
  traceParent: maybe(z.string()),
  data: z.json(),
});

/** `at` is the position after the event. Personal values in `data` are opened, or null when their key was erased. */
export type EventView = Omit<z.infer<typeof EventRow>, 'topic' | 'partition' | 'offset' | 'link' | 'data'> & {
  readonly at: OutcomePosition;
  readonly data: JsonValue;
};

/** The part of the vault that is needed to show events. */
export interface SealedReader {
  /** Loads these slots. Callers await it before `open`. */
  learn(slots: readonly KeySlot[]): Promise<void>;
  /** Undefined when the key was erased. */
  open(sealed: Sealed): string | undefined;
}

export interface EventFilter {
  /** The id of a subject, a document or a dataset. It matches events of that subject and of everything in it. */
  readonly resource?: string | undefined;
  readonly type?: string | undefined;
  /** A whole actor or one word of it, such as `user:<id>`. */
  readonly actor?: string | undefined;
  readonly commandId?: string | undefined;
  /** Record time in milliseconds since 1970. The first is included, the last is not. */
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
}

export interface EventPage {
  /** Ordered by record time; within one resource, as they happened. */
  readonly items: readonly EventView[];
  /** The positions for the next request's `after`. No event is missed or repeated, whatever is projected meanwhile. */
  readonly next: Positions;
  /** Whether there were no more events at the time of the read. */
  readonly complete: boolean;
}

const select = sql.fragment`
  select e.topic, e.partition, e."offset", e.link, e.type, e.at_ms "atMs", json_build_object('kind', e.subject_kind, 'id', e.subject_id) subject,
    e.version, e.dataset_id "datasetId", e.document_id "documentId", e.actor, e.command_id "commandId",
    e.command_index "commandIndex", e.command_count "commandCount", e.correlation_id "correlationId", e.cause,
    e.trace_parent "traceParent", e.data
  from audit.event e`;

const inOrder = sql.fragment`order by e.at_ms, e.topic, e.partition, e."offset"`;

/**
 * Events after the positions of `after`; a partition without a position is read from its beginning. Record time never goes back within a partition.
 * So the first events of a page by time are also the first of each partition, and one offset per partition says exactly what was shown.
 */
export async function listEvents(
  pool: CommonQueryMethods,
  tenantId: TenantId,
  request: EventFilter & { readonly limit: number; readonly after?: Positions | undefined },
  reader: SealedReader,
): Promise<EventPage> {
  const { limit, after = new Map<PartitionName, Position>() } = request;
  const end = await positionsOf(pool, 'audit');
  const span = [...end].map(([name, { offset }]) => {
    const { topic, partition } = partsOf(name);
    return [topic, partition, after.get(name)?.offset ?? 0, offset];
  });
  const conditions = sql.join([sql.fragment`e.tenant_id = ${tenantId}`, ...conditionsOf(request)], sql.fragment` and `);
  const rows = await pool.any(sql.type(EventRow)`
    with span as (select * from ${sql.unnest(span, ['text', 'int8', 'int8', 'int8'])} as s (topic, partition, first, behind)),
    begin as (
      select min(next.at_ms) at_ms from span cross join lateral (
        select n.at_ms from audit.event n
        where n.topic = span.topic and n.partition = span.partition and n."offset" >= span.first and n."offset" < span.behind
        order by n."offset" limit 1
      ) next
    )
    ${select} join span on e.topic = span.topic and e.partition = span.partition and e."offset" >= span.first and e."offset" < span.behind
    where ${conditions} and e.at_ms >= (select at_ms from begin) ${inOrder} limit ${limit + 1}`);
  const shown = rows.slice(0, limit);
  const complete = rows.length <= limit;
  const items = await viewsOf(shown, reader);
  const read = new Map(after);
  for (const { at } of items) read.set(at.partition, at.position);
  if (complete) for (const [name, position] of end) if ((read.get(name)?.offset ?? 0) < position.offset) read.set(name, position);
  return { items, next: read, complete };
}

/** The events of one command in order. They are its outcome. */
export async function eventsOfCommand(
  pool: CommonQueryMethods,
  tenantId: TenantId,
  commandId: string,
  reader: SealedReader,
): Promise<readonly EventView[]> {
  const rows = await pool.any(sql.type(EventRow)`
    ${select} where e.command_id = ${commandId} and e.tenant_id = ${tenantId} ${inOrder}`);
  return await viewsOf(rows, reader);
}

async function viewsOf(rows: readonly z.infer<typeof EventRow>[], { learn, open }: SealedReader): Promise<readonly EventView[]> {
  await learn(rows.flatMap(({ data }) => slotsIn(data)));
  return rows.map((row) => viewOf(row, open));
}

function viewOf(
  { topic, partition, offset, link, data, ...row }: z.infer<typeof EventRow>,
  open: (sealed: Sealed) => string | undefined,
): EventView {
  const position: Position = { offset: offset + 1, link: Uint8Array.from(Buffer.from(link, 'hex')) };
  return { ...row, at: { partition: `${topic}/${partition}`, position }, data: openSealed(data, open) };
}

const partsOf = (name: PartitionName): { readonly topic: string; readonly partition: number } => {
  const cut = name.lastIndexOf('/');
  return { topic: name.slice(0, cut), partition: Number(name.slice(cut + 1)) };
};

/** An actor of several words is found by its first word, then compared. */
const actorIs = (actor: string): FragmentSqlToken =>
  actor.includes(' ')
    ? sql.fragment`(e.credential = ${wordsOfActor(actor).credential} and e.actor = ${actor})`
    : sql.fragment`(e.credential = ${actor} or e.account = ${actor})`;

function conditionsOf({ resource, type, actor, commandId, fromMs, toMs }: EventFilter): readonly FragmentSqlToken[] {
  return [
    ...(resource === undefined
      ? []
      : [sql.fragment`(e.subject_id = ${resource} or e.document_id = ${resource} or e.dataset_id = ${resource})`]),
    ...(type === undefined ? [] : [sql.fragment`e.type = ${type}`]),
    ...(actor === undefined ? [] : [actorIs(actor)]),
    ...(commandId === undefined ? [] : [sql.fragment`e.command_id = ${commandId}`]),
    ...(fromMs === undefined ? [] : [sql.fragment`e.at_ms >= ${fromMs}`]),
    ...(toMs === undefined ? [] : [sql.fragment`e.at_ms < ${toMs}`]),
  ];
}
