import type { DatasetId } from '@ragtime/domain';
import { uuidFromParts } from '@ragtime/runtime';
import { type Answer, done, isAccepted, refusalOf, refused } from '../answers/answer.ts';
import type { ApplicationNeeds, Call } from '../ports.ts';
import { derivedCommandId, submissionOf } from '../submission/command-context.ts';
import { datasetNameHash } from './names.ts';
import { mergeSettings, type SettingsChange } from './settings.ts';

export interface CreateDatasetRequest {
  readonly name: string;
  readonly description: string | undefined;
  readonly settings: SettingsChange | undefined;
}

/** Reserves the name in the tenant, then creates the dataset in its own scope. */
export async function createDataset(
  { bus, vault, embeddingModels }: Pick<ApplicationNeeds, 'bus' | 'vault' | 'embeddingModels'>,
  call: Call,
  { name, description, settings }: CreateDatasetRequest,
): Promise<Answer<{ readonly datasetId: DatasetId; readonly version: number }>> {
  const { tenantId } = call.principal;
  const merged = mergeSettings(settings, undefined, embeddingModels);
  if (merged.kind === 'refused') return merged;
  const datasetId = uuidFromParts('dataset', call.commandId) as DatasetId;
  const nameHash = datasetNameHash(vault, tenantId, name);
  const reserved = await bus.submit(submissionOf({ type: 'ReserveDatasetName', tenantId, nameHash, datasetId }, call));
  if (!isAccepted(reserved)) return refusalOf(reserved);
  const command = { type: 'CreateDataset', datasetId, tenantId, name, nameHash, description, settings: merged.settings } as const;
  const created = await bus.submit(submissionOf(command, call, { commandId: derivedCommandId(call, 'create'), ifVersion: undefined }));
  // The name is already reserved, so the answer must not say that nothing was written.
  if (created.kind === 'unavailable') return refused('outcome-unknown', {}, [reserved.at]);
  if (!isAccepted(created)) return refusalOf(created);
  return done({ datasetId, version: created.version }, { at: [reserved.at, created.at], replayed: created.kind === 'duplicate' });
}
