export { type Answer, answerOf, type Done, done, isAccepted, positionsOf, type Refused, refusalOf, refused } from './answers/answer.ts';
export { addChunk } from './chunks/add-chunk.ts';
export { type ChunkChange, type ChunkIds, changeChunk } from './chunks/change-chunk.ts';
export { deleteChunk } from './chunks/delete-chunk.ts';
export { type ChangeDatasetRequest, changeDataset } from './datasets/change-dataset.ts';
export { type CreateDatasetRequest, createDataset } from './datasets/create-dataset.ts';
export { deleteDataset } from './datasets/delete-dataset.ts';
export type { SettingsChange } from './datasets/settings.ts';
export { discardDeadLetter, type RunOfDocument, replayDeadLetter } from './dead-letters/dead-letters.ts';
export {
  type AnyOwner,
  createOwner,
  type DomainBus,
  type OwnersOptions,
} from './deciding/create-owner.ts';
export { type SharedOwners, type SharedOwnersOptions, shareOwners } from './deciding/share-owners.ts';
export { type Owners, startOwners } from './deciding/start-owners.ts';
export { changeDocument, type DocumentChange, type DocumentIds } from './documents/change-document.ts';
export { deleteDocument } from './documents/delete-document.ts';
export { partOfFile, type Received, type ReceivedFile } from './documents/received.ts';
export type { IfExists } from './documents/register.ts';
export { type RegisterDocumentsRequest, type RegisteredFile, registerDocuments } from './documents/register-documents.ts';
export { type RevisedDocument, reviseDocument } from './documents/revise-document.ts';
export { pathOfRevision, pathsOfUpload, type TakeInOptions, takeIn, type WriteFile } from './documents/take-in.ts';
export { type CreateApiKeyRequest, type CreatedApiKey, createApiKey, revokeApiKey } from './keys/api-keys.ts';
export type { ApplicationNeeds, Call, Freshness, KnownDocument, Library, Passages } from './ports.ts';
export type { Runs } from './runs/request-runs.ts';
export { cancelParsing, parseDocuments, type Wanted } from './runs/targets.ts';
