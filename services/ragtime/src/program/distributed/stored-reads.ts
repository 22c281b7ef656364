import { eventTopicNames, topics } from '@ragtime/domain';
import { createPolledTracker, type PolledTracker, type Positions, type StoppedKey } from '@ragtime/event-log';
import type { ReadSource } from '@ragtime/http-kit';
import { type ProjectionName, positionsOf, stoppedKeysOf } from '@ragtime/read-model';
import { type Visibility, visibilityStopped } from '@ragtime/search/visibility';
import type { ProcessOptions } from '../roles/options.ts';
import type { Projecting } from '../roles/projecting.ts';
import type { DistributedAdapters } from './adapters.ts';

interface Stored {
  readonly committed: () => Promise<Positions>;
  readonly stopped: () => Promise<readonly StoppedKey[]>;
}

/** How old the list of stopped keys may be: readers that wait ask for positions far more often. */
const stoppedEveryMs = 500;

/** Gives readers their positions when another process projects: the stored rows say how far it is. */
export async function openStoredReads(
  { database: { pool } }: DistributedAdapters,
  visibility: Visibility,
  { machine, shutdown }: ProcessOptions,
): Promise<Pick<Projecting, 'reads' | 'readTrouble'>> {
  const trackers: PolledTracker[] = [];

  async function sourceOf(of: readonly string[], { committed, stopped }: Stored): Promise<ReadSource> {
    let keys: readonly StoppedKey[] = [];
    let askedKeysMs = Number.NEGATIVE_INFINITY;
    const tracker = await createPolledTracker({
      machine,
      async load() {
        const nowMs = machine.clock.monotonicMs();
        if (nowMs - askedKeysMs >= stoppedEveryMs) [keys, askedKeysMs] = [await stopped(), nowMs];
        return await committed();
      },
    });
    trackers.push(tracker);
    shutdown.add('positions', () => tracker.stop(), { timeoutMs: 500 });
    return { topics: of, committed, tracker, trouble: () => tracker.trouble(), stopped: () => keys };
  }

  const rowsOf = (name: ProjectionName): Stored => ({
    committed: async () => await positionsOf(pool, name),
    stopped: async () => await stoppedKeysOf(pool, name),
  });
  const passages: Stored = {
    committed: async () => await visibility.position(),
    stopped: async () => await visibilityStopped(pool),
  };
  return {
    reads: {
      directory: await sourceOf([topics.tenantEvents], rowsOf('directory')),
      library: await sourceOf([topics.documentEvents], rowsOf('library')),
      audit: await sourceOf(eventTopicNames, rowsOf('audit')),
      search: await sourceOf([topics.documentEvents], passages),
    },
    readTrouble: () => trackers.map((tracker) => tracker.trouble()).find((trouble) => trouble !== undefined),
  };
}
