import { type ReadProjector, startReadProjector } from '@ragtime/read-projector';
import { type OpenSearchIndexOptions, openOpenSearchIndex } from '@ragtime/search';
import { type SearchProjector, startSearchProjector } from '@ragtime/search-projector';
import type { Turn } from '../roles/one-at-a-time.ts';
import type { ProcessOptions } from '../roles/options.ts';
import type { DistributedAdapters } from './adapters.ts';
import type { Turns } from './turns.ts';

/** Those whose roles this process has: each projects while it is its turn. */
export interface Projectors {
  readonly rows: Turn<ReadProjector> | undefined;
  readonly passages: Turn<SearchProjector> | undefined;
}

export async function startProjectors(
  { log, codec, vault, blobs, database, embedder }: DistributedAdapters,
  { oneAtATime }: Turns,
  indexOptions: OpenSearchIndexOptions,
  { roles, machine, logLevels, tracing, shutdown }: ProcessOptions,
): Promise<Projectors> {
  const common = { log, codec, vault, blobs, database, machine, tracing };

  async function startRows(): Promise<Turn<ReadProjector>> {
    const logger = logLevels.of('read-projector');
    const turn = await oneAtATime('read-projector', async () => await startReadProjector({ ...common, logger }));
    shutdown.add('read projector', () => turn.stop(), { timeoutMs: 1_500 });
    return turn;
  }

  async function startPassages(): Promise<Turn<SearchProjector>> {
    const logger = logLevels.of('search-projector');
    const turn = await oneAtATime('search-projector', async () => {
      const index = await openOpenSearchIndex(indexOptions);
      const projector = await startSearchProjector({ ...common, logger, index, embedder });
      return {
        ...projector,
        async stop() {
          await projector.stop();
          await index.close();
        },
      };
    });
    shutdown.add('search projector', () => turn.stop(), { timeoutMs: 1_500 });
    return turn;
  }

  return {
    rows: roles.has('read-projector') ? await startRows() : undefined,
    passages: roles.has('search-projector') ? await startPassages() : undefined,
  };
}
