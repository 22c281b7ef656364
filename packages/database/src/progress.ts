import {
  firstGeneration,
  type PartitionName,
  type Position,
  type Positions,
  type ProjectedPlace,
  type ProjectionCommit,
  type StoppedKey,
} from '@ragtime/event-log';
import { type CommonQueryMethods, type DatabasePool, type QuerySqlToken, sql, type ValueExpression } from 'slonik';
import { z } from 'zod';

/** The tables `position` and `stopped_key` of a schema, and the columns that select one projection's rows in them. */
export interface ProgressPlace {
  readonly schema: string;
  /** Columns with their values. Empty where the tables belong to one projection. */
  readonly own: Readonly<Record<string, ValueExpression>>;
}

const Partition = z.templateLiteral([z.string(), '/', z.int()]);
const PositionRow = z.object({ partition: Partition, offset: z.int(), link: z.instanceof(Uint8Array) });
const PlaceRow = PositionRow.extend({ generation: z.int() });
const StoppedRow = z.object({
  partition: Partition,
  key: z.string(),
  offset: z.int(),
  category: z.enum(['handler-threw', 'cannot-decode', 'unknown-schema', 'unknown-type']),
  detail: z.string(),
});

/** The projection's positions. Empty before its first commit. */
export async function readPositions(pool: CommonQueryMethods, place: ProgressPlace): Promise<Positions> {
  const rows = await pool.any(sql.type(PositionRow)`
    select partition, "offset", link from ${table(place, 'position')} where ${isOwn(place)} order by partition`);
  return new Map<PartitionName, Position>(rows.map(({ partition, offset, link }) => [partition, { offset, link }]));
}

/** The projection's positions, each with the generation that the log had there. */
export async function readPlaces(pool: CommonQueryMethods, place: ProgressPlace): Promise<readonly ProjectedPlace[]> {
  const rows = await pool.any(sql.type(PlaceRow)`
    select partition, "offset", link, log_generation generation from ${table(place, 'position')} where ${isOwn(place)} order by partition`);
  return rows.map(({ partition, offset, link, generation }) => ({ partition, position: { offset, link }, generation }));
}

/** The keys that the projection skips. */
export const readStoppedKeys = async (pool: CommonQueryMethods, place: ProgressPlace): Promise<readonly StoppedKey[]> =>
  await pool.any(sql.type(StoppedRow)`
    select partition, key, "offset", category, detail from ${table(place, 'stopped_key')} where ${isOwn(place)} order by partition, key`);

/** Rolls the transaction back. */
class Moved extends Error {}

/**
 * Moves the position and writes the rows in one transaction.
 *
 * @param write writes the changes of the commit over the connection that it gets.
 * @returns `moved`, and nothing has changed, when the stored position is not `commit.from`.
 */
export async function commitProgress<Change>(
  bulk: DatabasePool,
  place: ProgressPlace,
  commit: ProjectionCommit<Change>,
  write: (transaction: CommonQueryMethods) => Promise<void>,
): Promise<'committed' | 'moved'> {
  try {
    await bulk.transaction(async (transaction) => {
      const { rowCount } = await transaction.query(movePosition(place, commit));
      if (rowCount !== 1) throw new Moved();
      await write(transaction);
      await writeStopped(transaction, place, commit);
    });
    return 'committed';
  } catch (error) {
    if (error instanceof Moved) return 'moved';
    throw error;
  }
}

/** Changes one row if the stored position is `from`, offset and link; otherwise none. */
function movePosition(place: ProgressPlace, { partition, from, to, generation }: ProjectionCommit<unknown>): QuerySqlToken {
  const positions = table(place, 'position');
  if (from === undefined)
    return sql.unsafe`
      insert into ${positions} (${columns(place, ['partition', 'offset', 'link', 'log_generation'])})
      values (${values(place, [partition, to.offset, linkOf(to), generation ?? firstGeneration])}) on conflict do nothing`;
  return sql.unsafe`
    update ${positions} set "offset" = ${to.offset}, link = ${linkOf(to)}, log_generation = coalesce(${generation ?? null}::int8, log_generation)
    where ${isOwn(place)} and partition = ${partition} and "offset" = ${from.offset} and link = ${linkOf(from)}`;
}

async function writeStopped(transaction: CommonQueryMethods, place: ProgressPlace, commit: ProjectionCommit<unknown>): Promise<void> {
  const stopped = table(place, 'stopped_key');
  for (const { partition, key, offset, category, detail } of commit.stopped) {
    await transaction.query(sql.unsafe`
      insert into ${stopped} (${columns(place, ['partition', 'key', 'offset', 'category', 'detail'])})
      values (${values(place, [partition, key, offset, category, detail])})
      on conflict (${columns(place, ['partition', 'key'])})
      do update set "offset" = excluded."offset", category = excluded.category, detail = excluded.detail`);
  }
  if (commit.resumed.length === 0) return;
  await transaction.query(sql.unsafe`
    delete from ${stopped}
    where ${isOwn(place)} and partition = ${commit.partition} and key = any(${sql.array([...commit.resumed], 'text')})`);
}

const table = ({ schema }: ProgressPlace, name: string) => sql.identifier([schema, name]);
const comma = sql.fragment`, `;
const linkOf = ({ link }: Position) => sql.binary(Buffer.from(link));

const columns = ({ own }: ProgressPlace, more: readonly string[]) =>
  sql.join(
    [...Object.keys(own), ...more].map((name) => sql.identifier([name])),
    comma,
  );

const values = ({ own }: ProgressPlace, more: readonly ValueExpression[]) => sql.join([...Object.values(own), ...more], comma);

const isOwn = ({ own }: ProgressPlace) =>
  sql.join(
    [sql.fragment`true`, ...Object.entries(own).map(([name, value]) => sql.fragment`${sql.identifier([name])} = ${value}`)],
    sql.fragment` and `,
  );
