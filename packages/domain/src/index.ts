export { chunkKey } from './chunk/chunk.ts';
export type * from './chunk/commands.ts';
export type * from './chunk/events.ts';
export * from './dataset/chunk-methods.ts';
export { type ChangedSettings, createChunkRules, type SettingsFault } from './dataset/chunk-settings.ts';
export type * from './dataset/commands.ts';
export type * from './dataset/events.ts';
export * from './dataset/priority.ts';
export { chunkRules, defaultDatasetSettings, sameSettings } from './dataset/settings.ts';
export * from './decision.ts';
export type * from './document/commands.ts';
export type * from './document/events.ts';
export type * from './entities.ts';
export type * from './erasure/commands.ts';
export type * from './erasure/events.ts';
export { allStores } from './erasure/receipt.ts';
export * from './identity/actor.ts';
export type * from './identity/commands.ts';
export type * from './identity/events.ts';
export type * from './ids.ts';
export * from './limits.ts';
export type * from './parse-run/commands.ts';
export { tasksOfRun } from './parse-run/entities.ts';
export type * from './parse-run/events.ts';
export * from './parse-run/kinds.ts';
export { retryDelayMs } from './parse-run/retry.ts';
export {
  type AddedTask,
  addedTasks,
  inDocumentOrder,
  placeOf,
  planTaskId,
  type TaskPlace,
  taskIdOf,
  windowTaskId,
  windowTasks,
} from './parse-run/tasks.ts';
export type * from './scope.ts';
export type * from './tenant/commands.ts';
export * from './tenant/events.ts';
export { documentRules } from './topics/document/rules.ts';
export * from './topics/names.ts';
export * from './topics/table.ts';
export { tenantRules } from './topics/tenant/rules.ts';
export type * from './topics/types.ts';
export { withKinds } from './topics/with-kinds.ts';
