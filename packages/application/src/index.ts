export {
  type AnyOwner,
  createOwner,
  type DomainBus,
  type OwnersOptions,
} from './deciding/create-owner.ts';
export { type SharedOwners, type SharedOwnersOptions, shareOwners } from './deciding/share-owners.ts';
export { type Owners, startOwners } from './deciding/start-owners.ts';
