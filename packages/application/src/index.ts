export {
  type AnyOwner,
  createOwner,
  type DomainBus,
  type OwnedPartition,
  type Owners,
  type OwnersOptions,
  startOwners,
} from './deciding/owners.ts';
