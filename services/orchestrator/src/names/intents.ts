import type { DatasetId, DocumentTopicEvent, DomainCommand, NameHash, TenantId } from '@ragtime/domain';
import type { NameBook } from './name-book.ts';

/** What an event makes the manager do, as far as the event says. The book answers the rest when the command is sent. */
export type Intent =
  | { readonly kind: 'fence'; readonly tenantId: TenantId; readonly datasetId: DatasetId; readonly nameHash: NameHash }
  | {
      readonly kind: 'release';
      readonly tenantId: TenantId;
      readonly datasetId: DatasetId;
      readonly nameHash: NameHash;
      /** The last reservation that can never be used; undefined if there is none. A later one of the same name is in use, or will be. */
      readonly fencedAtMs: number | undefined;
    }
  | { readonly kind: 'release-abandoned'; readonly tenantId: TenantId; readonly datasetId: DatasetId };

/**
 * A name is released only once its dataset can never use it again with the reservation that it has: the dataset is closed or abandoned, or the
 * reservation is fenced. A rename away is not enough, because a late rename back may be under way. The old name is fenced first.
 */
export function intentOf(event: DocumentTopicEvent, tenantId: TenantId): Intent | undefined {
  switch (event.type) {
    case 'DatasetRenamed': {
      const { datasetId, nameHash, previousNameHash } = event;
      return nameHash === previousNameHash ? undefined : { kind: 'fence', tenantId, datasetId, nameHash: previousNameHash };
    }
    case 'DatasetNameFenced':
      return { kind: 'release', tenantId, datasetId: event.datasetId, nameHash: event.nameHash, fencedAtMs: event.reservedAtMs };
    case 'DatasetClosed':
      return { kind: 'release', tenantId: event.tenantId, datasetId: event.datasetId, nameHash: event.nameHash, fencedAtMs: undefined };
    case 'DatasetAbandoned':
      return { kind: 'release-abandoned', tenantId: event.tenantId, datasetId: event.datasetId };
    default:
      return undefined;
  }
}

/** Returns undefined when the name was released already, or belongs to another dataset. */
export function commandOf(intent: Intent, book: Pick<NameBook, 'reservation' | 'reservationsOf'>): DomainCommand | undefined {
  const { tenantId, datasetId } = intent;
  const held = intent.kind === 'release-abandoned' ? book.reservationsOf(datasetId)[0] : book.reservation(tenantId, intent.nameHash);
  if (held?.datasetId !== datasetId) return undefined;
  const { nameHash, reservedAtMs } = held;
  if (intent.kind === 'release' && intent.fencedAtMs !== undefined && reservedAtMs > intent.fencedAtMs) return undefined;
  if (intent.kind === 'fence') return { type: 'FenceDatasetName', datasetId, nameHash, reservedAtMs };
  return { type: 'ReleaseDatasetName', tenantId, nameHash, datasetId, reservedAtMs };
}
