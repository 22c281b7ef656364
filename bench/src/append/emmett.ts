import { getPostgreSQLEventStore } from '@event-driven-io/emmett-postgresql';
import { startPostgres } from '../shared/postgres.ts';
import { descriptionOf } from './in-process.ts';

type Changed = { readonly type: 'DatasetChanged'; readonly data: { readonly datasetId: string; readonly description: string } };

export interface Emmett {
  /** Appends one event to the stream, at the end where the client's last append left it. */
  change(stream: number): Promise<void>;
  stop(): Promise<void>;
}

/**
 * emmett's event store on a Postgres of this machine, both with their default settings. Each client has a stream of its own and knows where it
 * ends, so that nothing is read and no append loses a race: these are its best conditions. Undefined when this machine has no Postgres.
 */
export async function startEmmett(): Promise<Emmett | undefined> {
  const postgres = await startPostgres();
  if (postgres === undefined) return undefined;
  const store = getPostgreSQLEventStore(postgres.url);
  await store.schema.migrate();
  const ends = new Map<number, bigint>();
  let serial = 0;
  return {
    async change(stream) {
      serial += 1;
      const end = ends.get(stream);
      const event: Changed = { type: 'DatasetChanged', data: { datasetId: `dataset-${stream}`, description: descriptionOf(serial) } };
      const { nextExpectedStreamVersion } = await store.appendToStream<Changed>(`dataset-${stream}`, [event], {
        expectedStreamVersion: end ?? 'STREAM_DOES_NOT_EXIST',
      });
      ends.set(stream, nextExpectedStreamVersion);
    },
    async stop() {
      await store.close();
      await postgres.stop();
    },
  };
}
