import { getPostgreSQLEventStore } from '@event-driven-io/emmett-postgresql';
import { startPostgres } from '../shared/postgres.ts';
import { descriptionOf } from './in-process.ts';

type Changed = { readonly type: 'DatasetChanged'; readonly data: { readonly datasetId: string; readonly description: string } };

export interface Emmett {
  /** Appends one event to the stream, expected to end where the client's last one did. */
  change(stream: number): Promise<void>;
  stop(): Promise<void>;
}

/**
 * emmett's event store on a Postgres of this machine, as both come. Its clients have a stream each, and know where it ends: nothing is
 * read and nobody loses a race, which is the best that it can be asked. Undefined: there is no Postgres here.
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
