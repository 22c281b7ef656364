import type { DocumentEntities } from '../entities.ts';
import { allStores } from '../erasure/receipt.ts';
import { fingerprint } from '../fingerprint.ts';
import type { DatasetId } from '../ids.ts';
import type { EvolveContext, ScopeDraft } from '../scope.ts';
import type { OpenDataset } from './dataset.ts';
import type { DatasetClosed, DatasetEvent } from './events.ts';

type Draft = ScopeDraft<DocumentEntities>;

export function evolveDataset(draft: Draft, event: DatasetEvent, { version }: EvolveContext): void {
  switch (event.type) {
    case 'DatasetCreated':
      return draft.put('dataset', event.datasetId, {
        status: 'open',
        version,
        tenantId: event.tenantId,
        nameHash: event.nameHash,
        nameFingerprint: fingerprint(event.name),
        descriptionFingerprint: fingerprintOf(event.description),
        settings: event.settings,
        lastRun: 0,
        nameFences: [],
      });
    case 'DatasetAbandoned':
      return draft.put('dataset', event.datasetId, { status: 'abandoned' });
    case 'DatasetRenamed':
      return change(draft, event.datasetId, { version, nameHash: event.nameHash, nameFingerprint: fingerprint(event.name) });
    case 'DatasetNameFenced': {
      const { datasetId, nameHash, reservedAtMs } = event;
      const others = openDataset(draft, datasetId)?.nameFences.filter((fence) => fence.nameHash !== nameHash) ?? [];
      return change(draft, datasetId, { version, nameFences: [...others, { nameHash, reservedAtMs }] });
    }
    case 'DatasetDescribed':
      return change(draft, event.datasetId, { version, descriptionFingerprint: fingerprintOf(event.description) });
    case 'DatasetSettingsChanged':
      return change(draft, event.datasetId, { version, settings: event.settings });
    case 'DatasetClosed':
      return close(draft, event);
  }
}

/** Drops everything in the dataset except the receipts that still wait for their stores: earlier deletions are still owed. */
function close(draft: Draft, { datasetId, receiptId }: DatasetClosed): void {
  const owed = [...draft.list('receipt')];
  draft.clear();
  draft.put('dataset', datasetId, { status: 'closed' });
  for (const [id, receipt] of owed) draft.put('receipt', id, receipt);
  draft.put('receipt', receiptId, { version: 0, documentId: undefined, outstanding: allStores });
}

function change(draft: Draft, datasetId: DatasetId, changes: Partial<OpenDataset>): void {
  const dataset = openDataset(draft, datasetId);
  if (dataset !== undefined) draft.put('dataset', datasetId, { ...dataset, ...changes });
}

function openDataset(draft: Draft, datasetId: DatasetId): OpenDataset | undefined {
  const dataset = draft.get('dataset', datasetId);
  return dataset?.status === 'open' ? dataset : undefined;
}

const fingerprintOf = (text: string | undefined): number | undefined => (text === undefined ? undefined : fingerprint(text));
