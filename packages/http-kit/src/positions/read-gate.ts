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

/** What reads are answered from, and how far it is. */
export interface ReadSource {
  readonly tracker: PositionTracker;
  readonly topics: readonly string[];
  /** No read sees less, whatever its caller asks for: what is read of a model that is being made anew is no older than its start. */
  readonly floor?: Positions;
  /** What its store holds by now, asked of the store itself: rows are there a moment before the tracker says so. */
  committed(): Promise<Positions>;
  /** Why its store cannot be asked just now, where that is known. */
  readonly trouble?: () => string | undefined;
  /** Scopes that it passes over since a record of theirs could not be handled. */
  stopped(): readonly StoppedKey[];
}

const waitMsByDefault = 5_000;
const waitMsMax = 30_000;

const Waiting = z.object({
  waitMs: z.coerce.number().int().min(0).max(waitMsMax).default(waitMsByDefault),
  ifBehind: z.enum(['wait', 'fail', 'stale']).default('wait'),
});

export interface ReadGateOptions {
  /** Of each event topic. */
  readonly partitions: number;
  readonly shown: ShownPositions;
}

/**
 * Lets a read pass once its sources are as fresh as its caller asked for, or was shown before; otherwise it fails or says that
 * it is stale, as the caller chose. Waits only for the partitions that the route uses.
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
  refuseStopped(reply, sources, scope, asked);
}

/**
 * Reads behind the gate, and states a position that holds everything that was read: whoever comes back with it sees no less,
 * here and on any other node. So it is taken after the read.
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

/** `Ragtime-Min-Position` may be repeated, as a header or by commas. */
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

/** The one scope that a route speaks of, when its path names it. */
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

/** Of a scope that its projection passes over, only what is old is known. */
function refuseStopped(reply: FastifyReply, sources: readonly ReadSource[], scope: string | undefined, asked: Positions): void {
  const stopped = sources.flatMap((source) => source.stopped()).filter(({ key }) => scope === undefined || key === scope);
  if (stopped.length === 0) return;
  reply.header('ragtime-stale', 'true');
  const within = stopped.find(({ partition, offset }) => (asked.get(partition)?.offset ?? 0) > offset);
  if (within !== undefined && scope !== undefined)
    throw new ProblemError('projection-stopped', { detail: `stopped by a record that could not be handled: ${within.category}` });
}

export const encodePositions = (positions: Positions): string => encodeToken(positions);
