import { type Client, type components, dataOf, RagtimeProblem } from '@ragtime/client';
import { type Health, readyz } from '../shared/health.ts';

type Schemas = components['schemas'];

export interface Status {
  readonly url: string;
  readonly version: string;
  readonly health: Health;
  readonly overview: Schemas['Overview'];
  readonly projections: readonly Schemas['Projection'][];
  readonly queues: Schemas['Queues'] | undefined;
  readonly workers: readonly Worker[] | undefined;
  readonly storage: Schemas['Storage'];
  readonly log: LogStatus;
}

interface LogStatus {
  /** 1, until an operator orders a refold. */
  readonly generation: number;
  /** Partitions that take no commands now. */
  readonly troubled: readonly { readonly topic: string; readonly partition: number; readonly state: string; readonly owner: string }[];
}

interface Worker {
  readonly workerId: string;
  readonly slots: number;
  readonly busy: number;
  readonly leaving: boolean;
  readonly silentMs: number;
}

export async function readStatus({ api }: Client, url: string): Promise<Status> {
  const [version, health, overview, projections, queues, workers, storage, partitions] = await Promise.all([
    dataOf(api.GET('/version')),
    readyz(url),
    dataOf(api.GET('/v1/overview')),
    dataOf(api.GET('/v1/admin/projections')),
    whereItRuns(dataOf(api.GET('/v1/admin/queues'))),
    whereItRuns(dataOf(api.GET('/v1/admin/workers'))),
    dataOf(api.GET('/v1/admin/storage')),
    dataOf(api.GET('/v1/admin/partitions')),
  ]);
  return {
    url,
    version: version.version,
    health,
    overview,
    projections: projections.items,
    queues,
    workers: workers?.items,
    storage,
    log: logOf(partitions.items),
  };
}

const logOf = (partitions: readonly (LogStatus['troubled'][number] & { readonly generation: number })[]): LogStatus => ({
  generation: Math.max(1, ...partitions.map(({ generation }) => generation)),
  troubled: partitions
    .filter(({ state }) => state !== 'serving')
    .map(({ topic, partition, state, owner }) => ({ topic, partition, state, owner })),
});

/** Undefined when the asked process does not have the role that knows the answer. */
async function whereItRuns<Data>(asked: Promise<Data>): Promise<Data | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof RagtimeProblem && error.code === 'feature-unavailable') return undefined;
    throw error;
  }
}
