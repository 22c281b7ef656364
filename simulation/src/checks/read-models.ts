import { topics } from '@ragtime/domain';
import type { PartitionName } from '@ragtime/event-log';
import { foldHistory } from '@ragtime/event-log/testing';
import { projections } from '@ragtime/read-model';
import { openerOf } from '../nodes/reading.ts';
import { partitions } from '../plan/make-plan.ts';
import { createMemoryRows } from '../shared/memory-rows.ts';
import { projected, type World } from '../shared/world.ts';

/** Read models equal a fresh fold of the log, with the same keys at hand. */
export async function checkReadModels(world: World): Promise<readonly string[]> {
  const found: string[] = [];
  for (const name of projected) {
    const projection = projections[name];
    const fresh = createMemoryRows(projection);
    for (const topic of projection.topics)
      for (let partition = 0; partition < partitions; partition += 1) await fold(world, { projection, fresh, topic, partition });
    const closed = closedIn(world);
    const isKept = (row: string) => !closed.some((id) => row.includes(`"datasetId":"${id}"`));
    const [expected, has] = [fresh.all().filter(isKept), world.rows[name].all().filter(isKept)];
    const missing = expected.filter((row) => !has.includes(row));
    const extra = has.filter((row) => !expected.includes(row));
    if (missing.length > 0 || extra.length > 0)
      found.push(`${name} is not what a fresh fold gives: misses ${missing.slice(0, 2).join(' | ')}; has ${extra.slice(0, 2).join(' | ')}`);
  }
  return found;
}

async function fold(
  world: World,
  at: {
    readonly projection: (typeof projections)['library'];
    readonly fresh: ReturnType<typeof createMemoryRows>;
    readonly topic: string;
    readonly partition: number;
  },
): Promise<void> {
  const { projection, fresh, topic, partition } = at;
  const { counted, chain } = foldHistory(world.log.contents(topic, partition), world.codec);
  const position = { offset: chain.offset, link: chain.link };
  const changes = counted.flatMap(({ offset, key, envelope }) => [
    ...projection.apply({ ...envelope, topic, partition, offset, key }, openerOf(world), position),
  ]);
  const name: PartitionName = `${topic}/${partition}`;
  await fresh.store.commit({ partition: name, from: undefined, to: position, changes, stopped: [], resumed: [] });
}

/** Their content is erased step by step: the only promise is that it disappears. */
function closedIn({ log, codec }: World): readonly string[] {
  return Array.from({ length: partitions }, (_, partition) => foldHistory(log.contents(topics.documentEvents, partition), codec).counted)
    .flat()
    .flatMap(({ envelope: { event } }) => (event.type === 'DatasetClosed' ? [event.datasetId] : []));
}
