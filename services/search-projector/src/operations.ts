import { type PartitionName, stateOfProgress } from '@ragtime/event-log';
import type { SearchProjector } from './start.ts';

type OptionsOfRebuild = NonNullable<Parameters<SearchProjector['rebuild']>[0]>;

/** The operations that operators may run on the search index. */
export const indexOperations = (projector: SearchProjector) => ({
  name: 'search',
  state: async () => await Promise.resolve({ lag: projector.lag(), ...stateOfProgress(projector.progress()) }),
  rebuild: async (options: OptionsOfRebuild) => await projector.rebuild(options),
  switchBack: async () => await projector.switchBack(),
  resolve: async (partition: PartitionName, key: string) => await projector.resolve(partition, key),
});
