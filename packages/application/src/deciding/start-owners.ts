import { eventPartitions } from '@ragtime/event-log';
import { partitionNameOf } from '../submission/partition-name.ts';
import {
  type AnyOwner,
  createDocumentOwner,
  createTenantOwner,
  type DocumentOwner,
  type DomainBus,
  type OwnersOptions,
  type TenantOwner,
} from './create-owner.ts';

/** The owners of one process that decides every command by itself, and the bus that brings commands to them. */
export interface Owners {
  readonly bus: DomainBus;
  readonly tenants: readonly TenantOwner[];
  readonly documents: readonly DocumentOwner[];
  /** Of both topics. */
  readonly all: readonly (TenantOwner | DocumentOwner)[];
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
  const tenants = numbers.map((partition) => createTenantOwner(partition, options));
  const documents = numbers.map((partition) => createDocumentOwner(partition, options));
  const all = [...tenants, ...documents];
  await Promise.all(all.map((owner) => owner.start()));
  return {
    tenants,
    documents,
    all,
    bus: busOver(all, partitions),
    async stop() {
      await Promise.all(all.map((owner) => owner.stop()));
    },
  };
}

function busOver(owners: readonly (TenantOwner | DocumentOwner)[], partitions: number): DomainBus {
  const byName = new Map(owners.map((owner) => [`${owner.topic}/${owner.partition}`, owner as AnyOwner]));
  return {
    async submit(submission) {
      const name = partitionNameOf(submission.command, partitions);
      const owner = byName.get(name);
      if (owner === undefined) throw new Error(`no owner was made for ${name}`);
      return await owner.submit(submission);
    },
  };
}
