import type { PartitionName, Position, Positions, StoppedKey } from '@ragtime/event-log';
import { type CommonQueryMethods, type FragmentSqlToken, sql } from 'slonik';
import { z } from 'zod';

const Partition = z.templateLiteral([z.string(), '/', z.int()]);
const PositionRow = z.object({ partition: Partition, offset: z.int(), link: z.instanceof(Uint8Array) });
const StoppedRow = z.object({
  partition: Partition,
  key: z.string(),
  offset: z.int(),
  category: z.enum(['handler-threw', 'cannot-decode', 'unknown-schema', 'unknown-type']),
  detail: z.string(),
});

const live = (projection: string): FragmentSqlToken =>
  sql.fragment`(select generation from ragtime.generation where projection = ${projection} and state = 'live')`;
const given = (generation: number): FragmentSqlToken => sql.fragment`${generation}::int8`;

/** How far a generation has read: by default the one that answers. Empty before its first commit. */
export async function positionsOf(pool: CommonQueryMethods, projection: string, generation?: number): Promise<Positions> {
  const rows = await pool.any(sql.type(PositionRow)`
    select partition, "offset", link from ragtime.position
    where projection = ${projection} and generation = ${generation === undefined ? live(projection) : given(generation)} order by partition`);
  return new Map<PartitionName, Position>(rows.map(({ partition, offset, link }) => [partition, { offset, link }]));
}

/** The keys that a generation passes over: by default those of the one that answers. */
export const stoppedKeysOf = async (pool: CommonQueryMethods, projection: string, generation?: number): Promise<readonly StoppedKey[]> =>
  await pool.any(sql.type(StoppedRow)`
    select partition, key, "offset", category, detail from ragtime.stopped_key
    where projection = ${projection} and generation = ${generation === undefined ? live(projection) : given(generation)}
    order by partition, key`);
