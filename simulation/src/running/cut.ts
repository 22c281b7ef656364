import type { AnyOwner } from '@ragtime/application';
import { type DomainEvent, topics } from '@ragtime/domain';
import type { PartitionName } from '@ragtime/event-log';
import { foldHistory } from '@ragtime/event-log/testing';
import { deletedIn } from '../checks/visible.ts';
import type { AnyCall } from '../clients/client.ts';
import { hit } from '../shared/faults.ts';
import type { Life } from '../shared/life.ts';
import { endOf, partitionNameOf, partitionNames, type World } from '../shared/world.ts';
import type { Fleet } from './fleet.ts';

/** The loss of a log's tail after nodes have read it: of one partition, or of all when an older log is put back. */
export interface Cut {
  readonly isCut: boolean;
  /** Owners that had folded the lost records, which did not come back by themselves: these owners may never go on. */
  deceived(): readonly AnyOwner[];
  /** @param from the share of the log that stays; otherwise everything after the last event is lost. */
  perform(partition: number | 'all', from: number | 'behind-what-counts'): void;
  /** Whether a call may rest on lost records. */
  isLost(call: AnyCall): boolean;
}

type Counted = ReturnType<typeof foldHistory<DomainEvent>>['counted'][number];

interface Reader {
  readonly name: PartitionName;
  readonly owner: AnyOwner;
  readonly life: Life;
  readonly lost: readonly Counted[];
}

export function createCut(world: World, fleet: Fleet): Cut {
  const { log, codec } = world;
  const readers: Reader[] = [];
  const cut = new Set<PartitionName>();

  function historyOf(name: PartitionName) {
    const [topic = '', partition] = name.split('/');
    return foldHistory(log.contents(topic, Number(partition)), codec);
  }

  function cutOne(name: PartitionName, from: number | 'behind-what-counts'): void {
    const [topic = '', partition] = name.split('/');
    const end = endOf(world, name);
    const { counted } = historyOf(name);
    const positions = fleet.running().flatMap(({ writing, life }) => {
      const owner = writing.owners.find(name);
      return owner === undefined ? [] : [{ name, owner, life, until: owner.position().offset }];
    });
    const stays = from === 'behind-what-counts' ? (counted.at(-1)?.offset ?? end - 1) + 1 : 1 + Math.floor(from * Math.max(1, end - 1));
    if (stays === end) return;
    const offset = log.cutTail(topic, Number(partition), stays);
    cut.add(name);
    for (const { until, ...reader } of positions) {
      const lost = counted.filter((record) => record.offset >= offset && record.offset < until);
      if (lost.length > 0) readers.push({ ...reader, lost });
    }
  }

  return {
    get isCut() {
      return cut.size > 0;
    },
    deceived() {
      return readers.flatMap(({ name, life, lost, owner }) => {
        const { counted } = historyOf(name);
        const isBack = (one: Counted) => counted.some(({ offset, envelope }) => offset === one.offset && envelope === one.envelope);
        return !life.isDead && !lost.every(isBack) ? [owner] : [];
      });
    },
    perform(partition, from) {
      if (cut.size > 0) return;
      for (const id of deletedIn(world)) world.lostDeletions.add(id);
      const names = partition === 'all' ? partitionNames : [`${topics.documentEvents}/${partition}` as const];
      for (const name of names) cutOne(name, from);
      if (cut.size > 0) hit(world.skies.hits, partition === 'all' ? 'older-log' : 'cut-tail');
    },
    /** All calls of that partition: the records that they were decided on may be lost with the tail. */
    isLost: ({ submission }) => cut.has(partitionNameOf(submission.command)),
  };
}
