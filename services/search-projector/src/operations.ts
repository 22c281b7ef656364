import { type PartitionName, stateOfProgress } from '@ragtime/event-log';
import type { SearchProjector } from './start.ts';

type OptionsOfRebuild = NonNullable<Parameters<SearchProjector['rebuild']>[0]>;

/** The search index as an operator handles it. */
export const operatedPassages = (projector: SearchProjector) => ({
  name: 'search',
  state: async () => await Promise.resolve({ lag: projector.lag(), ...stateOfProgress(projector.progress()) }),
  rebuild: async (options: OptionsOfRebuild) => await projector.rebuild(options),
  switchBack: async () => await projector.switchBack(),
  resolve: async (partition: PartitionName, key: string) => await projector.resolve(partition, key),
});
