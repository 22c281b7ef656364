import type { AnyOwner } from '@ragtime/application';
import { type DomainEvent, topics } from '@ragtime/domain';
import type { PartitionName } from '@ragtime/event-log';
import { foldHistory } from '@ragtime/event-log/testing';
import type { AnyCall } from '../clients/client.ts';
import { hit } from '../shared/faults.ts';
import type { Life } from '../shared/life.ts';
import { endOf, partitionNameOf, type World } from '../shared/world.ts';
import type { Fleet } from './fleet.ts';

/** The loss of a log's tail after nodes have read it. */
export interface Cut {
  readonly at: { readonly partition: PartitionName; readonly offset: number } | undefined;
  /** Owners that had folded the lost records, which did not come back by themselves: these owners may never go on. */
  deceived(): readonly AnyOwner[];
  /** @param from the share of the log that stays; otherwise everything after the last event is lost. */
  perform(partition: number, from: number | 'behind-what-counts'): void;
  /** Whether a call may rest on lost records. */
  isLost(call: AnyCall): boolean;
}

type Counted = ReturnType<typeof foldHistory<DomainEvent>>['counted'][number];

export function createCut(world: World, fleet: Fleet): Cut {
  const readers: { readonly owner: AnyOwner; readonly life: Life; readonly lost: readonly Counted[] }[] = [];
  let at: Cut['at'];
  const contentsOf = (name: PartitionName) => world.log.contents(topics.documentEvents, Number(name.split('/')[1]));

  return {
    get at() {
      return at;
    },
    deceived() {
      if (at === undefined) return [];
      const { counted } = foldHistory(contentsOf(at.partition), world.codec);
      const isBack = (lost: Counted) => counted.some(({ offset, envelope }) => offset === lost.offset && envelope === lost.envelope);
      return readers.filter(({ life, lost }) => !life.isDead && !lost.every(isBack)).map(({ owner }) => owner);
    },
    perform(partition, from) {
      if (at !== undefined) return;
      const name: PartitionName = `${topics.documentEvents}/${partition}`;
      const end = endOf(world, name);
      const { counted } = foldHistory(world.log.contents(topics.documentEvents, partition), world.codec);
      const positions = fleet.running().flatMap(({ writing, life }) => {
        const owner = writing.owners.find(name);
        return owner === undefined ? [] : [{ owner, life, until: owner.position().offset }];
      });
      const stays = from === 'behind-what-counts' ? (counted.at(-1)?.offset ?? end - 1) + 1 : 1 + Math.floor(from * Math.max(1, end - 1));
      if (stays === end) return;
      const offset = world.log.cutTail(topics.documentEvents, partition, stays);
      at = { partition: name, offset };
      hit(world.skies.hits, 'cut-tail');
      for (const { owner, life, until } of positions) {
        const lost = counted.filter((record) => record.offset >= offset && record.offset < until);
        if (lost.length > 0) readers.push({ owner, life, lost });
      }
    },
    /** All calls of that partition: the records that they were decided on may be lost with the tail. */
    isLost: ({ submission }) => at !== undefined && partitionNameOf(submission.command) === at.partition,
  };
}
