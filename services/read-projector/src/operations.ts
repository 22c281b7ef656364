import { type PartitionName, stateOfProgress } from '@ragtime/event-log';
import { projectionNames } from '@ragtime/read-model';
import type { ReadProjector } from './start.ts';

type OptionsOfRebuild = NonNullable<Parameters<ReadProjector['rebuild']>[1]>;

/** The operations that operators may run on each projection of the rows. */
export const rowOperations = (projector: ReadProjector) =>
  projectionNames.map((name) => ({
    name,
    state: async () => await Promise.resolve({ lag: projector.lag()[name], ...stateOfProgress(projector.progress(name)) }),
    rebuild: async (options: OptionsOfRebuild) => await projector.rebuild(name, options),
    switchBack: async () => await projector.switchBack(name),
    resolve: async (partition: PartitionName, key: string) => await projector.resolve(name, partition, key),
  }));
