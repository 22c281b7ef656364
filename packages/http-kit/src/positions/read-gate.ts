import { topicsWithScope } from '@ragtime/domain';
import {
  decodeToken,
  encodeToken,
  mergePositions,
  type PartitionName,
  type Positions,
  type PositionTracker,
  partitionOf,
  type StoppedKey,
} from '@ragtime/event-log';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ProblemError } from '../problems/problem-error.ts';
import type { ShownPositions } from './shown-positions.ts';

/** A read model that answers reads, with the positions that it has reached. */
export interface ReadSource {
  readonly tracker: PositionTracker;
  readonly topics: readonly string[];
  /** No read is answered below these positions, whatever its caller asks for. A read of a model that is being rebuilt is thus no older than the start of the rebuild. */
  readonly floor?: Positions;
  /** Asks the store itself for its positions: the store holds rows a moment before the tracker advances. */
  committed(): Promise<Positions>;
  /** Why the store cannot answer at the moment; undefined when it can, or when the reason is unknown. */
  readonly trouble?: () => string | undefined;
  /** The scopes that the projection skips because it could not apply one of their records. */
  stopped(): readonly StoppedKey[];
}

const waitMsByDefault = 5_000;
const waitMsMax = 30_000;

const Waiting = z.object({
  waitMs: z.coerce.number().int().min(0).max(waitMsMax).default(waitMsByDefault),
  ifBehind: z.enum(['wait', 'fail', 'stale']).default('wait'),
});

export interface ReadGateOptions {
  /** The number of partitions of each event topic. */
  readonly partitions: number;
  readonly shown: ShownPositions;
}

/**
 * Waits until the sources have reached the positions that the caller asked for and those that it was shown before. When they do not
 * in time, the read fails or is marked as stale, as the caller chose. The gate waits only for the partitions that the route uses.
 *
 * @throws ProblemError position-invalid, position-unknown, read-model-behind, read-model-unavailable, projection-stopped
 */
export async function passReadGate(
  request: FastifyRequest,
  reply: FastifyReply,
  sources: readonly ReadSource[],
  { partitions, shown }: ReadGateOptions,
): Promise<void> {
  const asked = minPositionsOf(request);
  const wanted = mergePositions(asked, request.principal === undefined ? new Map() : shown.of(request.principal));
  const waiting = Waiting.safeParse({ waitMs: request.headers['ragtime-wait-ms'], ifBehind: request.headers['ragtime-if-behind'] });
  if (!waiting.success) {
    const errors = waiting.error.issues.map(({ path, message }) => ({ path: `headers/${path.join('/')}`, message }));
    throw new ProblemError('request-invalid', { detail: 'Ragtime-Wait-Ms is 0 to 30000, Ragtime-If-Behind wait, fail or stale', errors });
  }
  const timeoutMs = waiting.data.ifBehind === 'wait' ? waiting.data.waitMs : 0;
  const scope = scopeOf(request);
  const used = (source: ReadSource, positions: Positions) => ofPartitions(positions, source, scope, partitions);
  const results = await Promise.all(
    sources.map(
      async (source) =>
        await source.tracker.waitFor(used(source, mergePositions(wanted, source.floor ?? new Map())), {
          timeoutMs,
          signal: request.hungUp,
        }),
    ),
  );
  if (results.includes('unknown-log')) throw new ProblemError('position-unknown');
  if (results.includes('timed-out')) {
    if (sources.some(({ trouble }) => trouble?.() !== undefined)) throw new ProblemError('read-model-unavailable');
    if (waiting.data.ifBehind !== 'stale') throw new ProblemError('read-model-behind');
    reply.header('ragtime-stale', 'true');
  }
  refuseStopped(reply, sources, scope, waiting.data.ifBehind === 'stale' ? new Map() : asked);
}

/**
 * Reads behind the gate, then states a position that covers everything that was read. A caller that sends this position sees no
 * older state on any node. The position is taken after the read, so that it is never too low.
 *
 * @throws ProblemError as the gate
 */
export async function readBehindGate<Result>(
  request: FastifyRequest,
  reply: FastifyReply,
  sources: readonly ReadSource[],
  options: ReadGateOptions,
  read: () => Promise<Result>,
): Promise<Result> {
  await passReadGate(request, reply, sources, options);
  const result = await read();
  const scope = scopeOf(request);
  const committed = await Promise.all(
    sources.map(async (source) => ofPartitions(await source.committed(), source, scope, options.partitions)),
  );
  reply.statePositions(mergePositions(...committed));
  return result;
}

/** `Ragtime-Min-Position` may hold several tokens, as repeated headers or separated by commas. */
function minPositionsOf(request: FastifyRequest): Positions {
  const header = request.headers['ragtime-min-position'];
  const tokens = (Array.isArray(header) ? header : [header ?? '']).flatMap((value) => value.split(',')).map((token) => token.trim());
  return mergePositions(
    ...tokens
      .filter((token) => token !== '')
      .map((token) => {
        const decoded = decodeToken(token);
        if (decoded.kind === 'invalid') throw new ProblemError('position-invalid');
        return decoded.positions;
      }),
  );
}

const Scoped = z.looseObject({ datasetId: z.string() });

/** The scope that the path of the route names, if it names one. */
const scopeOf = (request: FastifyRequest): string | undefined => Scoped.safeParse(request.params).data?.datasetId;

function ofPartitions(positions: Positions, source: ReadSource, scope: string | undefined, partitions: number): Positions {
  const scoped = scope === undefined ? [] : topicsWithScope('dataset').filter((topic) => source.topics.includes(topic));
  const only = scoped.map((topic): PartitionName => `${topic}/${partitionOf(scope ?? '', partitions)}`);
  return new Map(
    [...positions].filter(([name]) =>
      only.length === 0 ? source.topics.includes(name.slice(0, name.lastIndexOf('/'))) : only.includes(name),
    ),
  );
}

/** Marks the answer as stale when the projection has stopped for its scope. Refuses the read when the caller asked for a later position than the stop. */
function refuseStopped(reply: FastifyReply, sources: readonly ReadSource[], scope: string | undefined, asked: Positions): void {
  const stopped = sources.flatMap((source) => source.stopped()).filter(({ key }) => scope === undefined || key === scope);
  if (stopped.length === 0) return;
  reply.header('ragtime-stale', 'true');
  const within = stopped.find(({ partition, offset }) => (asked.get(partition)?.offset ?? 0) > offset);
  if (within !== undefined && scope !== undefined)
    throw new ProblemError('projection-stopped', { detail: `stopped by a record that could not be handled: ${within.category}` });
}

export const encodePositions = (positions: Positions): string => encodeToken(positions);
