import { type ReadProjector, startReadProjector } from '@ragtime/read-projector';
import { type OpenSearchIndexOptions, openOpenSearchIndex } from '@ragtime/search';
import { type SearchProjector, startSearchProjector } from '@ragtime/search-projector';
import type { Leadership } from '../roles/leadership.ts';
import type { ProcessOptions } from '../roles/options.ts';
import type { DistributedAdapters } from './adapters.ts';
import type { Leaders } from './leaders.ts';

/** The projectors whose roles this process has. Each one projects while this process leads it. */
export interface Projectors {
  readonly rows: Leadership<ReadProjector> | undefined;
  readonly passages: Leadership<SearchProjector> | undefined;
}

export async function startProjectors(
  { log, codec, vault, blobs, database, embedder }: DistributedAdapters,
  { lead }: Leaders,
  indexOptions: OpenSearchIndexOptions,
  { roles, machine, logLevels, tracing, metrics, shutdown }: ProcessOptions,
): Promise<Projectors> {
  const common = { log, codec, vault, blobs, database, machine, tracing };

  async function startRows(): Promise<Leadership<ReadProjector>> {
    const logger = logLevels.of('read-projector');
    const leadership = await lead('read-projector', async () => await startReadProjector({ ...common, logger }));
    shutdown.add('read projector', () => leadership.stop(), { timeoutMs: 1_500 });
    return leadership;
  }

  async function startPassages(): Promise<Leadership<SearchProjector>> {
    const logger = logLevels.of('search-projector');
    const leadership = await lead('search-projector', async () => {
      const index = metrics.index(await openOpenSearchIndex(indexOptions));
      const projector = await startSearchProjector({ ...common, logger, index, embedder });
      return {
        ...projector,
        async stop() {
          await projector.stop();
          await index.close();
        },
      };
    });
    shutdown.add('search projector', () => leadership.stop(), { timeoutMs: 1_500 });
    return leadership;
  }

  return {
    rows: roles.has('read-projector') ? await startRows() : undefined,
    passages: roles.has('search-projector') ? await startPassages() : undefined,
  };
}
