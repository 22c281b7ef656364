import { topics } from '@ragtime/domain';
import { isStampedHere } from '@ragtime/event-log';
import { checkSearch } from '../checks/visible.ts';
import type { Clients } from '../clients/client.ts';
import type { Happening } from '../plan/happening.ts';
import { hit } from '../shared/faults.ts';
import type { World } from '../shared/world.ts';
import type { Cut } from './cut.ts';
import type { Fleet } from './fleet.ts';

export interface Stage {
  readonly world: World;
  readonly fleet: Fleet;
  readonly clients: Clients;
  readonly cut: Cut;
  readonly violations: string[];
}

/** From here on a clock is wrong. A smaller difference stays, as between machines that are synchronised badly. */
const wrongFromMs = 60_000;

/** Performs one happening. Resolves when no caller waits for its answer any more. */
export async function perform(happening: Happening, { world, fleet, clients, cut, violations }: Stage): Promise<void> {
  const { skies, index, indexed, machine, ownership } = world;
  const struck = (): void => hit(skies.hits, happening.kind);
  switch (happening.kind) {
    case 'command':
      await clients.perform(happening);
      return;
    case 'manager':
      await clients.manage(happening);
      return;
    case 'search':
      hit(skies.hits, 'search');
      if (!cut.isCut) {
        const found = await checkSearch(world);
        // If the log lost records during the search, there is nothing to compare its hits with.
        if (!cut.isCut) violations.push(...found);
      }
      return;
    case 'crash': {
      const life = fleet.node(happening.node)?.life;
      if (life === undefined || life.isDead) return;
      life.onDeath(struck);
      fleet.restartAfter(happening.node, happening.downMs);
      life.dieAfter(happening.afterCalls);
      return;
    }
    case 'pause':
      struck();
      fleet.node(happening.node)?.life.pause(happening.forMs);
      return;
    case 'clock-jump': {
      const life = fleet.node(happening.node)?.life;
      if (life === undefined) return;
      struck();
      life.shiftClock(happening.byMs);
      if (Math.abs(happening.byMs) < wrongFromMs) return;
      hit(skies.hits, 'clock-off');
      await machine.timers.sleep(happening.forMs);
      life.shiftClock(-happening.byMs);
      return;
    }
    case 'move': {
      const to = fleet.running()[happening.node % Math.max(1, fleet.running().length)];
      const member = ownership.members().find(({ address }) => address === `node-${happening.node}`);
      if (to === undefined || member === undefined) return;
      struck();
      ownership.moveWhileBothBelieve(`${topics.documentEvents}/${happening.partition}`, member.id);
      await machine.timers.sleep(happening.bothForMs);
      await ownership.settle();
      return;
    }
    case 'stranger':
      struck();
      intrude(world, happening);
      return;
    case 'cut':
      cut.perform(happening.partition, happening.from);
      return;
    case 'late-write': {
      const entry = indexed[Math.floor(skies.next() * indexed.length)];
      if (entry === undefined) return;
      struck();
      await index.put([entry]);
      await index.refresh();
      return;
    }
    case 'sweep':
      // The node that sweeps may die in the middle of it.
      void fleet
        .node(happening.node)
        ?.reading?.sweep()
        .catch(() => undefined);
      return;
  }
}

function intrude({ log }: World, { partition, brings }: Extract<Happening, { kind: 'stranger' }>): void {
  const topic = topics.documentEvents;
  if (brings === 'holes') return log.takeOffsets(topic, partition, 1);
  const contents = log.contents(topic, partition);
  const old = contents.findLast((record) => isStampedHere(record) && record.offset < contents.length - 3);
  if (brings === 'nonsense' || old?.stamp === undefined) {
    log.intrude(topic, partition, [{ key: 'dataset-0', value: Uint8Array.of(1), stamp: undefined }]);
    return;
  }
  const at = (contents.at(-1)?.offset ?? -1) + 1;
  log.intrude(topic, partition, [{ key: old.key, value: old.value, stamp: { at, previous: old.stamp.previous } }]);
}
