import { type CommonQueryMethods, type DatabasePool, sql } from 'slonik';
import { z } from 'zod';
import { type AnyProjection } from '../projections/all.ts';
import { analyzeStatements, createStatements, dropStatements, fingerprintOf, schemaOf, viewStatements } from './schema.ts';

const Generation = z.object({
  generation: z.int().positive(),
  fingerprint: z.string(),
  state: z.enum(['building', 'live', 'previous', 'dropping']),
});
export type Generation = z.infer<typeof Generation>;

export const listGenerations = async (pool: CommonQueryMethods, projection: string): Promise<readonly Generation[]> =>
  await pool.any(sql.type(Generation)`
    select generation, fingerprint, state from ragtime.generation where projection = ${projection} order by generation`);

export type LiveGeneration = {
  readonly generation: number;
  /**
   * `new`: there was none. `replaced`: other code made the last one and its rows were dropped; the new one is filled from the log's beginning.
   * `of-another-log`: the last one was folded from records that the log does not hold.
   */
  readonly origin: 'kept' | 'new' | 'replaced' | 'of-another-log';
};

/**
 * Returns the live generation and creates it if it is missing. Call it at a start, when nothing rebuilds: it drops what a crash left half built or
 * half dropped, and a previous generation of other code, because nothing can switch back to it.
 */
export async function ensureLiveGeneration(pool: DatabasePool, projection: AnyProjection): Promise<LiveGeneration> {
  const fingerprint = fingerprintOf(projection);
  const generations = await listGenerations(pool, projection.name);
  const live = generations.find(({ state }) => state === 'live');
  const kept = live?.fingerprint === fingerprint ? live : undefined;
  for (const each of generations) {
    if (each !== live && (each.state !== 'previous' || each.fingerprint !== fingerprint)) await drop(pool, projection, each.generation);
  }
  if (kept !== undefined) return { generation: kept.generation, origin: 'kept' };
  const generation = await beginGeneration(pool, projection);
  await switchGeneration(pool, projection, generation);
  if (live !== undefined) await drop(pool, projection, live.generation);
  return { generation, origin: live === undefined ? 'new' : 'replaced' };
}

/** For a process that only reads: returns the live generation, whichever code made it, or creates an empty one. */
export async function ensureAnyGeneration(pool: DatabasePool, projection: AnyProjection): Promise<LiveGeneration> {
  const live = (await listGenerations(pool, projection.name)).find(({ state }) => state === 'live');
  return live === undefined ? await ensureLiveGeneration(pool, projection) : { generation: live.generation, origin: 'kept' };
}

/** Creates empty tables beside the live ones; no reader sees them. @throws AlreadyBuilding when a rebuild is under way. */
export async function beginGeneration(pool: DatabasePool, projection: AnyProjection): Promise<number> {
  const generation = await pool.transaction(async (transaction) => {
    const generations = await listGenerations(transaction, projection.name);
    if (generations.some(({ state }) => state === 'building')) throw new AlreadyBuilding(projection.name);
    const next = Math.max(0, ...generations.map((each) => each.generation)) + 1;
    await transaction.query(sql.unsafe`
      insert into ragtime.generation (projection, generation, fingerprint, state)
      values (${projection.name}, ${next}, ${fingerprintOf(projection)}, 'building')`);
    return next;
  });
  // Each statement is on its own, so that other callers come between. The next start drops what a crash leaves.
  for (const statement of createStatements(schemaOf(projection.name, generation), projection.tables)) await pool.query(statement);
  return generation;
}

/**
 * Makes another generation live between two statements of readers. The live one becomes the previous, and an older previous one is dropped.
 * Switching back is the same call with the previous one's number.
 */
export async function switchGeneration(pool: DatabasePool, projection: AnyProjection, generation: number): Promise<void> {
  const doomed = await pool.transaction(async (transaction) => {
    const generations = await listGenerations(transaction, projection.name);
    if (!generations.some((each) => each.generation === generation))
      throw new TypeError(`${projection.name} has no generation ${generation}`);
    const others = generations.filter((each) => each.generation !== generation);
    const previous = others.filter(({ state }) => state === 'previous');
    for (const each of previous) await setState(transaction, projection, each.generation, 'dropping');
    for (const each of others) if (each.state === 'live') await setState(transaction, projection, each.generation, 'previous');
    await setState(transaction, projection, generation, 'live');
    await pointViews(transaction, projection, generation);
    return previous;
  });
  for (const each of doomed) await drop(pool, projection, each.generation);
}

/** Updates the planner's statistics before readers come. */
export async function analyzeGeneration(pool: DatabasePool, projection: AnyProjection, generation: number): Promise<void> {
  for (const statement of analyzeStatements(schemaOf(projection.name, generation), projection.tables)) await pool.query(statement);
}

export async function dropGeneration(pool: DatabasePool, projection: AnyProjection, generation: number): Promise<void> {
  const isLive = (await listGenerations(pool, projection.name)).some((each) => each.generation === generation && each.state === 'live');
  if (isLive) throw new TypeError(`${projection.name}/${generation} is live and cannot be dropped`);
  await drop(pool, projection, generation);
}

/** Makes an empty generation live and drops all others, for another log. Readers find no rows until it is filled, and meet no error. */
export async function replaceGenerations(pool: DatabasePool, projection: AnyProjection): Promise<LiveGeneration> {
  const before = await listGenerations(pool, projection.name);
  for (const { generation, state } of before) if (state !== 'live') await drop(pool, projection, generation);
  const generation = await beginGeneration(pool, projection);
  await switchGeneration(pool, projection, generation);
  for (const each of before) if (each.state === 'live') await drop(pool, projection, each.generation);
  return { generation, origin: 'of-another-log' };
}

/** Drops everything, for another log. The next start fills it from the log's beginning. */
export async function discardGenerations(pool: DatabasePool, projection: AnyProjection): Promise<void> {
  for (const { generation } of await listGenerations(pool, projection.name)) await drop(pool, projection, generation);
}

export class AlreadyBuilding extends Error {
  override readonly name = 'AlreadyBuilding';
  /** Of the table of errors. */
  readonly code = 'rebuild-running';

  constructor(projection: string) {
    super(`a rebuild of ${projection} is already under way`);
  }
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

/** The row that marks the generation goes last, so that the next start drops what a crash leaves. */
async function drop(pool: DatabasePool, projection: AnyProjection, generation: number): Promise<void> {
  await setState(pool, projection, generation, 'dropping');
  for (const statement of dropStatements(schemaOf(projection.name, generation), projection.tables)) await pool.query(statement);
  for (const table of ['position', 'stopped_key', 'generation']) {
    await pool.query(sql.unsafe`
      delete from ${sql.identifier(['ragtime', table])} where projection = ${projection.name} and generation = ${generation}`);
  }
}
