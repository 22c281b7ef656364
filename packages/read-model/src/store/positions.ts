import type { PartitionName, Positions } from '@ragtime/event-log';
import { type CommonQueryMethods, sql } from 'slonik';
import { z } from 'zod';

const PositionRow = z.object({ topic: z.string(), partition: z.int(), offset: z.int(), link: z.instanceof(Uint8Array) });

/** How far the generation that answers has read. Empty before its first commit. */
export async function projectionPositions(pool: CommonQueryMethods, projection: string): Promise<Positions> {
  const rows = await pool.any(sql.type(PositionRow)`
    select p.topic, p.partition, p."offset", p.link from ragtime.position p
    join ragtime.generation g on g.projection = p.projection and g.generation = p.generation and g.state = 'live'
    where p.projection = ${projection} order by p.topic, p.partition`);
  return new Map(rows.map(({ topic, partition, offset, link }) => [`${topic}/${partition}` satisfies PartitionName, { offset, link }]));
}
