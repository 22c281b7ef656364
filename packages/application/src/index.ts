export {
  type AnyOwner,
  createDocumentOwner,
  createOwner,
  type DocumentOwner,
  type DomainBus,
  type OwnersOptions,
  type TenantOwner,
} from './deciding/create-owner.ts';
export { type SharedOwners, type SharedOwnersOptions, shareOwners } from './deciding/share-owners.ts';
export { type Owners, startOwners } from './deciding/start-owners.ts';
