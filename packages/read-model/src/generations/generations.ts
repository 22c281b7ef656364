import { type CommonQueryMethods, type DatabasePool, sql } from 'slonik';
import { z } from 'zod';
import { type AnyProjection } from '../projections/all.ts';
import { createStatements, dropStatement, fingerprintOf, schemaOf, viewStatements } from './schema.ts';

const Generation = z.object({ generation: z.int().positive(), fingerprint: z.string(), state: z.enum(['building', 'live', 'previous']) });
export type Generation = z.infer<typeof Generation>;

export const listGenerations = async (pool: CommonQueryMethods, projection: string): Promise<readonly Generation[]> =>
  await pool.any(sql.type(Generation)`
    select generation, fingerprint, state from ragtime.generation where projection = ${projection} order by generation`);

export type LiveGeneration = {
  readonly generation: number;
  /** `new`: there was none. `replaced`: the one there was made by other code, and its rows are gone: this one is filled from the log's beginning. */
  readonly origin: 'kept' | 'new' | 'replaced';
};

/**
 * The generation that answers, made if need be. To be called at a start, when nothing rebuilds: what a crash left half
 * built is dropped here, and a previous one that other code made, since nobody could switch back to it.
 */
export async function ensureLiveGeneration(pool: DatabasePool, projection: AnyProjection): Promise<LiveGeneration> {
  const fingerprint = fingerprintOf(projection);
  return await pool.transaction(async (transaction) => {
    const generations = await listGenerations(transaction, projection.name);
    const live = generations.find(({ state }) => state === 'live');
    const isUsable = live?.fingerprint === fingerprint;
    const doomed = generations.filter((each) => each !== live && (each.state === 'building' || each.fingerprint !== fingerprint));
    for (const { generation } of doomed) await drop(transaction, projection, generation);
    if (live !== undefined && isUsable) return { generation: live.generation, origin: 'kept' };
    const next = Math.max(0, ...generations.map(({ generation }) => generation)) + 1;
    if (live !== undefined) await setState(transaction, projection, live.generation, 'previous');
    await create(transaction, projection, next, 'live');
    await pointViews(transaction, projection, next);
    if (live !== undefined) await drop(transaction, projection, live.generation);
    return { generation: next, origin: live === undefined ? 'new' : 'replaced' };
  });
}

/** Empty tables beside the live ones, which no reader sees. @throws AlreadyBuilding when there is one. */
export async function beginGeneration(pool: DatabasePool, projection: AnyProjection): Promise<number> {
  return await pool.transaction(async (transaction) => {
    const generations = await listGenerations(transaction, projection.name);
    if (generations.some(({ state }) => state === 'building')) throw new AlreadyBuilding(projection.name);
    const next = Math.max(0, ...generations.map(({ generation }) => generation)) + 1;
    await create(transaction, projection, next, 'building');
    return next;
  });
}

/**
 * Readers see another generation from one statement to the next; the one that answered until now becomes the previous, and
 * the previous before it is dropped. Switching back is the same with the previous one's number.
 */
export async function switchGeneration(pool: DatabasePool, projection: AnyProjection, generation: number): Promise<void> {
  await pool.transaction(async (transaction) => {
    const generations = await listGenerations(transaction, projection.name);
    if (!generations.some((each) => each.generation === generation))
      throw new TypeError(`${projection.name} has no generation ${generation}`);
    for (const each of generations) {
      if (each.generation === generation) continue;
      if (each.state === 'live') await setState(transaction, projection, each.generation, 'previous');
      else if (each.state === 'previous') await drop(transaction, projection, each.generation);
    }
    await setState(transaction, projection, generation, 'live');
    await pointViews(transaction, projection, generation);
  });
}

export async function dropGeneration(pool: DatabasePool, projection: AnyProjection, generation: number): Promise<void> {
  await pool.transaction(async (transaction) => {
    const isLive = (await listGenerations(transaction, projection.name)).some(
      (each) => each.generation === generation && each.state === 'live',
    );
    if (isLive) throw new TypeError(`${projection.name}/${generation} answers readers and cannot be dropped`);
    await drop(transaction, projection, generation);
  });
}

/** Forgets everything, for a log that is not the one it was made from. The next start fills it from the log's beginning. */
export async function discardGenerations(pool: DatabasePool, projection: AnyProjection): Promise<void> {
  await pool.transaction(async (transaction) => {
    for (const { generation } of await listGenerations(transaction, projection.name)) await drop(transaction, projection, generation);
  });
}

export class AlreadyBuilding extends Error {
  override readonly name = 'AlreadyBuilding';

  constructor(projection: string) {
    super(`${projection} is being rebuilt already`);
  }
}

async function create(
  transaction: CommonQueryMethods,
  projection: AnyProjection,
  generation: number,
  state: Generation['state'],
): Promise<void> {
  for (const statement of createStatements(schemaOf(projection.name, generation), projection.tables)) await transaction.query(statement);
  await transaction.query(sql.unsafe`
    insert into ragtime.generation (projection, generation, fingerprint, state)
    values (${projection.name}, ${generation}, ${fingerprintOf(projection)}, ${state})`);
}

async function pointViews(transaction: CommonQueryMethods, projection: AnyProjection, generation: number): Promise<void> {
  const schema = schemaOf(projection.name, generation);
  for (const statement of viewStatements(projection.name, schema, projection.tables)) await transaction.query(statement);
}

async function setState(
  transaction: CommonQueryMethods,
  projection: AnyProjection,
  generation: number,
  state: Generation['state'],
): Promise<void> {
  await transaction.query(sql.unsafe`
    update ragtime.generation set state = ${state} where projection = ${projection.name} and generation = ${generation}`);
}

async function drop(transaction: CommonQueryMethods, projection: AnyProjection, generation: number): Promise<void> {
  await transaction.query(dropStatement(schemaOf(projection.name, generation)));
  for (const table of ['generation', 'position', 'stopped_key']) {
    await transaction.query(sql.unsafe`
      delete from ${sql.identifier(['ragtime', table])} where projection = ${projection.name} and generation = ${generation}`);
  }
}
