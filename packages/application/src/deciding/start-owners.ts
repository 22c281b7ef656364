import { eventPartitions, eventTopicNames } from '@ragtime/domain';
import type { PartitionName } from '@ragtime/event-log';
import { partitionNameOf } from '../submission/partition-name.ts';
import { type AnyOwner, createOwner, type DomainBus, type OwnersOptions } from './create-owner.ts';

/** The owners of one process that decides every command by itself, and the bus that brings commands to them. */
export interface Owners {
  readonly bus: DomainBus;
  readonly all: readonly AnyOwner[];
  find(name: PartitionName): AnyOwner | undefined;
  stop(): Promise<void>;
}

/**
 * Composes log, owners and bus for one process, and resolves once the whole log is folded. The program in one process, the worlds of
 * tests and the benches all call this function. Processes that share the partitions call `shareOwners` instead.
 *
 * @param options.partitions how many each event topic has. Tests take fewer than an installation has.
 */
export async function startOwners({
  partitions = eventPartitions,
  ...options
}: OwnersOptions & { readonly partitions?: number }): Promise<Owners> {
  const numbers = Array.from({ length: partitions }, (_, partition) => partition);
  const names = eventTopicNames.flatMap((topic) => numbers.map((partition): PartitionName => `${topic}/${partition}`));
  const owners = new Map(names.map((name) => [name, createOwner(name, options)]));
  const all = [...owners.values()];
  await Promise.all(all.map((owner) => owner.start()));
  return {
    all,
    find: (name) => owners.get(name),
    bus: {
      async submit(submission) {
        const name = partitionNameOf(submission.command, partitions);
        const owner = owners.get(name);
        if (owner === undefined) throw new Error(`no owner was made for ${name}`);
        return await owner.submit(submission);
      },
    },
    async stop() {
      await Promise.all(all.map((owner) => owner.stop()));
    },
  };
}
