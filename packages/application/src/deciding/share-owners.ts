import { type DomainCommand, type DomainEvent, eventPartitions } from '@ragtime/domain';
import {
  createForwardingBus,
  createNodeOwners,
  type ForwardingBus,
  type ForwardingObserver,
  type ForwardTransport,
  type Member,
  type NodeOwners,
  type Ownership,
} from '@ragtime/event-log';
import { partitionNameOf } from '../submission/partition-name.ts';
import { type AnyOwner, createOwner, type OwnersOptions } from './create-owner.ts';

/** The owners of the partitions that this process has now, and the bus that forwards every other command. */
export interface SharedOwners {
  readonly owners: NodeOwners<AnyOwner>;
  readonly bus: ForwardingBus<DomainCommand, DomainEvent, string>;
}

export interface SharedOwnersOptions extends OwnersOptions {
  readonly self: Member;
  readonly ownership: Pick<Ownership, 'ownerOf'>;
  readonly transport: ForwardTransport<DomainCommand, DomainEvent, string>;
  /** Whether this process may own partitions. Otherwise it forwards every command. */
  readonly decides: boolean;
  readonly observer?: ForwardingObserver;
  /** The number of partitions of each event topic. */
  readonly partitions?: number;
}

/**
 * Composes log, owners and bus for one of several processes. The membership says which partitions to take and to give back; nothing is
 * owned before that. A process that decides every command by itself calls `startOwners` instead.
 */
export function shareOwners(options: SharedOwnersOptions): SharedOwners {
  const { self, ownership, transport, decides, observer, partitions = eventPartitions, ...own } = options;
  const owners = createNodeOwners<AnyOwner>((name) => createOwner(name, own));
  const bus = createForwardingBus<DomainCommand, DomainEvent, string>({
    self,
    ownership,
    transport,
    partitionOf: (command) => partitionNameOf(command, partitions),
    find: (name) => owners.find(name),
    ...(decides && { takeOver: (name) => owners.take(name) }),
    ...(observer && { observer }),
  });
  return { owners, bus };
}
