import { searchIndexContract } from '../contract/index.ts';
import { createMemoryIndex } from './memory-index.ts';

for (const refreshing of ['at-once', 'explicit'] as const) {
  searchIndexContract(`in memory, refreshed ${refreshing}`, async () => ({
    index: createMemoryIndex({ modelId: 'm', dimensions: 3, refreshing }),
    close: async () => {},
  }));
}
