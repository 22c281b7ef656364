import { accept, acceptAll, type Decision, reject, unchanged } from '../decision.ts';
import type { DocumentEntities } from '../entities.ts';
import { fingerprint } from '../fingerprint.ts';
import type { Scope } from '../scope.ts';
import type {
  AbandonDataset,
  ChangeDataset,
  CloseDataset,
  CreateDataset,
  DatasetCommand,
  FenceDatasetName,
  NameChange,
} from './commands.ts';
import { type Dataset, fencedUpToMs, type OpenDataset } from './dataset.ts';
import type { DatasetEvent } from './events.ts';
import { sameSettings } from './settings.ts';

export type DatasetRejection =
  | 'dataset-unknown'
  | 'dataset-closed'
  | 'dataset-abandoned'
  | 'dataset-exists'
  | 'dataset-name-fenced'
  | 'dataset-name-in-use'
  | 'receipt-exists';

type DatasetDecision = Decision<DatasetEvent, DatasetRejection>;

export function decideDataset(command: DatasetCommand, scope: Scope<DocumentEntities>): DatasetDecision {
  const dataset = scope.get('dataset', command.datasetId);
  switch (command.type) {
    case 'CreateDataset':
      return create(command, dataset);
    case 'AbandonDataset':
      return abandon(command, dataset);
    case 'FenceDatasetName':
      return fenceName(command, dataset);
    case 'ChangeDataset':
      return dataset?.status === 'open' ? change(command, dataset) : notOpen(dataset);
    case 'CloseDataset':
      return dataset?.status === 'open' ? close(command, dataset, scope) : notOpen(dataset);
  }
}

/** Why a dataset that is not open takes nothing in. An abandoned one counts as unknown. */
export function notOpen(dataset: Exclude<Dataset, OpenDataset> | undefined): Decision<never, 'dataset-unknown' | 'dataset-closed'> {
  return reject(dataset?.status === 'closed' ? 'dataset-closed' : 'dataset-unknown');
}

function create(command: CreateDataset, dataset: Dataset | undefined): DatasetDecision {
  if (dataset?.status === 'abandoned') return reject('dataset-abandoned');
  if (dataset?.status === 'closed') return reject('dataset-closed');
  if (dataset === undefined) return accept({ ...command, type: 'DatasetCreated' });
  // Ids are made from the command's: the same id with the same name is a repeat of the same request.
  const isRepeat = dataset.tenantId === command.tenantId && dataset.nameHash === command.nameHash;
  return isRepeat ? unchanged : reject('dataset-exists');
}

/** Accepted or unchanged means that the dataset can never take the name that was reserved for it, so the name may be released. */
function abandon({ datasetId, tenantId }: AbandonDataset, dataset: Dataset | undefined): DatasetDecision {
  if (dataset === undefined) return accept({ type: 'DatasetAbandoned', datasetId, tenantId });
  return dataset.status === 'open' ? reject('dataset-exists') : unchanged;
}

/** Accepted or unchanged means, as above, that the name may be released. */
function fenceName({ datasetId, nameHash, reservedAtMs }: FenceDatasetName, dataset: Dataset | undefined): DatasetDecision {
  if (dataset === undefined) return reject('dataset-unknown');
  if (dataset.status !== 'open' || reservedAtMs <= fencedUpToMs(dataset, nameHash)) return unchanged;
  if (dataset.nameHash === nameHash) return reject('dataset-name-in-use');
  return accept({ type: 'DatasetNameFenced', datasetId, nameHash, reservedAtMs });
}

function change({ datasetId, name, description, settings }: ChangeDataset, dataset: OpenDataset): DatasetDecision {
  const events: DatasetEvent[] = [];
  if (name !== undefined && (name.nameHash !== dataset.nameHash || fingerprint(name.name) !== dataset.nameFingerprint)) {
    if (isFenced(dataset, name)) return reject('dataset-name-fenced');
    events.push({ type: 'DatasetRenamed', datasetId, name: name.name, nameHash: name.nameHash, previousNameHash: dataset.nameHash });
  }
  if (description !== undefined && !isDescribedAs(dataset, description)) {
    events.push({ type: 'DatasetDescribed', datasetId, description: description ?? undefined });
  }
  if (settings !== undefined && !sameSettings(settings, dataset.settings)) {
    events.push({ type: 'DatasetSettingsChanged', datasetId, settings });
  }
  return acceptAll(events);
}

/** Another spelling of the name that it has needs no reservation, so no fence stops it. */
function isFenced(dataset: OpenDataset, { nameHash, reservedAtMs }: NameChange): boolean {
  if (nameHash === dataset.nameHash) return false;
  const upToMs = fencedUpToMs(dataset, nameHash);
  return upToMs >= 0 && (reservedAtMs === undefined || reservedAtMs <= upToMs);
}

function isDescribedAs({ descriptionFingerprint }: OpenDataset, description: string | null): boolean {
  return descriptionFingerprint === (description === null ? undefined : fingerprint(description));
}

function close(
  { datasetId, receiptId }: CloseDataset,
  { tenantId, nameHash }: OpenDataset,
  scope: Scope<DocumentEntities>,
): DatasetDecision {
  if (scope.get('receipt', receiptId) !== undefined) return reject('receipt-exists');
  return accept({ type: 'DatasetClosed', datasetId, tenantId, nameHash, receiptId });
}
