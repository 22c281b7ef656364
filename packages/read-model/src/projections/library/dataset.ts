import type { DatasetEvent } from '@ragtime/domain';
import type { Change } from '../../changes/change.ts';
import type { EventInContext } from '../projection.ts';
import { settingsAsJson } from './settings.ts';
import type { LibraryTables } from './tables.ts';

export function applyDataset({ event, meta }: EventInContext<DatasetEvent>): readonly Change<LibraryTables>[] {
  const key = { datasetId: event.datasetId };
  const changed = { version: meta.version, updatedAtMs: meta.atMs };
  switch (event.type) {
    case 'DatasetCreated':
      return [
        {
          table: 'dataset',
          put: {
            ...key,
            tenantId: event.tenantId,
            name: event.name,
            description: event.description ?? null,
            settings: settingsAsJson(event.settings),
            createdAtMs: meta.atMs,
            ...changed,
          },
        },
      ];
    case 'DatasetRenamed':
      return [{ table: 'dataset', key, patch: { name: event.name, ...changed } }];
    case 'DatasetDescribed':
      return [{ table: 'dataset', key, patch: { description: event.description ?? null, ...changed } }];
    case 'DatasetSettingsChanged':
      return [{ table: 'dataset', key, patch: { settings: settingsAsJson(event.settings), ...changed } }];
    case 'DatasetNameFenced':
      return [{ table: 'dataset', key, patch: { version: meta.version } }];
    case 'DatasetAbandoned':
      return [];
    case 'DatasetClosed':
      // The rows inside are hidden with their dataset. The sweeper removes them in small portions.
      return [
        { table: 'dataset', key, remove: true },
        {
          table: 'receipt',
          put: {
            receiptId: event.receiptId,
            tenantId: event.tenantId,
            datasetId: event.datasetId,
            documentId: null,
            requestedAtMs: meta.atMs,
            completedAtMs: null,
          },
        },
      ];
  }
}
