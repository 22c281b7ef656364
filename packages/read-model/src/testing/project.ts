import type { Database } from '@ragtime/database';
import { topics } from '@ragtime/domain';
import { listGenerations } from '../generations/generations.ts';
import { prepareReadModel } from '../prepare.ts';
import { projections } from '../projections/all.ts';
import { createProjectionStore } from '../store/store.ts';
import { commitOf, type Happened, recorded } from './recorded.ts';

/** Commits these events, as the first of a partition, to every live projection that reads their topic. */
export async function project({ bulk }: Database, topic: string, partition: number, happened: readonly Happened[]): Promise<void> {
  await prepareReadModel(bulk);
  const batch = recorded(topic, partition, happened);
  for (const projection of Object.values(projections)) {
    if (!projection.topics.includes(topic)) continue;
    const live = (await listGenerations(bulk, projection.name)).find(({ state }) => state === 'live');
    if (live === undefined) throw new Error(`${projection.name} has no live generation`);
    const outcome = await createProjectionStore(bulk, projection, live.generation).commit(commitOf(projection, undefined, batch));
    if (outcome !== 'committed') throw new Error(`partition ${partition} of ${topic} already holds records`);
  }
}

export const { documentEvents, tenantEvents } = topics;
