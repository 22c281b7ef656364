import { type PartitionName, topics } from '@ragtime/event-log';
import { foldHistory } from '@ragtime/event-log/testing';
import type { AnyCall } from '../clients/client.ts';
import type { AnyOwner } from '../nodes/owners.ts';
import { hit } from '../shared/faults.ts';
import { endOf, partitionNameOf, type World } from '../shared/world.ts';
import type { Fleet } from './fleet.ts';

/** The loss of a log's end under everybody who has read it. */
export interface Cut {
  readonly at: { readonly partition: PartitionName; readonly offset: number } | undefined;
  /** Owners that had folded what is gone: they may never go on. */
  readonly deceived: readonly AnyOwner[];
  perform(partition: number, share: number): void;
  /** A call that may rest on what is gone. */
  isLost(call: AnyCall): boolean;
}

export function createCut(world: World, fleet: Fleet): Cut {
  const deceived: AnyOwner[] = [];
  let at: Cut['at'];

  return {
    get at() {
      return at;
    },
    deceived,
    perform(partition, share) {
      if (at !== undefined) return;
      const name: PartitionName = `${topics.documentEvents}/${partition}`;
      const end = endOf(world, name);
      const { counted } = foldHistory(world.log.contents(topics.documentEvents, partition), world.codec);
      const positions = fleet.running().flatMap(({ writing }) => {
        const owner = writing.owners.find(name);
        return owner === undefined ? [] : [{ owner, until: owner.position().offset }];
      });
      const offset = world.log.cutTail(topics.documentEvents, partition, 1 + Math.floor(share * Math.max(1, end - 1)));
      if (offset >= end) return;
      at = { partition: name, offset };
      hit(world.skies.hits, 'cut-tail');
      for (const { owner, until } of positions)
        if (counted.some((record) => record.offset >= offset && record.offset < until)) deceived.push(owner);
    },
    /** Everything of that partition: what it was decided on may be gone with the tail. */
    isLost: ({ submission }) => at !== undefined && partitionNameOf(submission.command) === at.partition,
  };
}
