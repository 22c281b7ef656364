import type { ChangeDataset, DatasetId } from '@ragtime/domain';
import type { OutcomePosition } from '@ragtime/event-log';
import { type Answer, done, isAccepted, refusalOf, refused } from '../answers/answer.ts';
import { firstAnswer } from '../looking/first-answer.ts';
import type { ApplicationNeeds, Call } from '../ports.ts';
import { derivedCommandId, submissionOf } from '../submission/command-context.ts';
import { datasetNameHash } from './names.ts';
import { mergeSettings, type SettingsChange } from './settings.ts';

/** What is left out stays. */
export interface ChangeDatasetRequest {
  readonly datasetId: DatasetId;
  readonly name: string | undefined;
  /** Null removes it. */
  readonly description: string | null | undefined;
  readonly settings: SettingsChange | undefined;
}

export async function changeDataset(
  needs: Pick<ApplicationNeeds, 'bus' | 'vault' | 'library' | 'embeddingModels'>,
  call: Call,
  { datasetId, name, description, settings }: ChangeDatasetRequest,
): Promise<Answer<{ readonly version: number }>> {
  const { bus, vault, library, embeddingModels } = needs;
  const { tenantId } = call.principal;
  const read = async () => await library.getDataset(tenantId, datasetId);
  // Even stale rows name the dataset's tenant. Settings need fresh rows, since they are merged. A missing dataset may be one that the rows lack yet.
  const present = (settings === undefined ? await read() : undefined) ?? (await call.fresh.readBehind('library', read));
  if (present === undefined) return (await firstAnswer(needs, call, { type: 'ChangeDataset', datasetId })) ?? refused('dataset-unknown');
  const merged = settings === undefined ? undefined : mergeSettings(settings, present.settings, embeddingModels);
  if (merged?.kind === 'refused') return merged;

  const at: OutcomePosition[] = [];
  let named: ChangeDataset['name'];
  if (name !== undefined) {
    const nameHash = datasetNameHash(vault, tenantId, name);
    const reservation = { type: 'ReserveDatasetName', tenantId, nameHash, datasetId } as const;
    const own = { commandId: derivedCommandId(call, 'reserve'), ifVersion: undefined };
    const reserved = await bus.submit(submissionOf(reservation, call, own));
    if (!isAccepted(reserved)) return refusalOf(reserved);
    at.push(reserved.at);
    named = reserved.kind === 'unchanged' ? { name, nameHash } : { name, nameHash, reservedAtMs: reserved.atMs };
  }
  const command: ChangeDataset = {
    type: 'ChangeDataset',
    datasetId,
    ...(named && { name: named }),
    ...(description === undefined ? {} : { description }),
    ...(merged && { settings: merged.settings }),
  };
  const outcome = await bus.submit(submissionOf(command, call));
  if (outcome.kind === 'unavailable' && named?.reservedAtMs !== undefined) return refused('outcome-unknown', {}, at);
  if (!isAccepted(outcome)) return refusalOf(outcome);
  return done({ version: outcome.version }, { at: [...at, outcome.at], replayed: outcome.kind === 'duplicate' });
}
