import type { DatasetId, DocumentTopicEvent, NameHash, TenantId, TenantTopicEvent } from '@ragtime/domain';

export interface Reservation {
  readonly tenantId: TenantId;
  readonly nameHash: NameHash;
  readonly datasetId: DatasetId;
  /** The record time in the tenant's partition. */
  readonly reservedAtMs: number;
  /** The offset of its event. Two reservations of one name may have the same record time. */
  readonly offset: number;
}

type KnownDataset =
  | { readonly status: 'open'; readonly nameHash: NameHash; readonly fences: ReadonlyMap<NameHash, number> }
  | { readonly status: 'abandoned' }
  | { readonly status: 'closed' };

/**
 * What became of a reservation:
 * - `kept`: the dataset has the name.
 * - `not-created`, `not-renamed`: the dataset has not taken the name yet, and still may.
 * - `over`: its dataset is closed or abandoned, and can never take any name.
 * - `fenced`: its dataset will never take the name with this reservation. The manager that reads the fence releases the name.
 */
type ReservationState = 'kept' | 'not-created' | 'not-renamed' | 'over' | 'fenced';

/** Names and the datasets that hold them. The book is a fold of both topics. */
export interface NameBook {
  applyTenant(event: TenantTopicEvent, at: { readonly atMs: number; readonly offset: number }): void;
  applyDocument(event: DocumentTopicEvent): void;
  isTenant(tenantId: TenantId): boolean;
  reservation(tenantId: TenantId, nameHash: NameHash): Reservation | undefined;
  /** Finds reservations by their dataset alone. An abandoned dataset has at most the one that it was to be created with. */
  reservationsOf(datasetId: DatasetId): readonly Reservation[];
  stateOf(reservation: Reservation): ReservationState;
  all(): Iterable<Reservation>;
}

export function createNameBook(): NameBook {
  const tenants = new Set<TenantId>();
  const reservations = new Map<string, Reservation>();
  const datasets = new Map<DatasetId, KnownDataset>();
  const keyOf = (tenantId: TenantId, nameHash: NameHash) => `${tenantId}/${nameHash}`;

  return {
    applyTenant(event, { atMs, offset }) {
      switch (event.type) {
        case 'TenantCreated':
          tenants.add(event.tenantId);
          return;
        case 'DatasetNameReserved': {
          const { tenantId, nameHash, datasetId } = event;
          reservations.set(keyOf(tenantId, nameHash), { tenantId, nameHash, datasetId, reservedAtMs: atMs, offset });
          return;
        }
        case 'DatasetNameReleased':
          reservations.delete(keyOf(event.tenantId, event.nameHash));
          return;
        default:
          return;
      }
    },
    applyDocument(event) {
      switch (event.type) {
        case 'DatasetCreated':
          datasets.set(event.datasetId, { status: 'open', nameHash: event.nameHash, fences: new Map() });
          return;
        case 'DatasetAbandoned':
          datasets.set(event.datasetId, { status: 'abandoned' });
          return;
        case 'DatasetClosed':
          datasets.set(event.datasetId, { status: 'closed' });
          return;
        case 'DatasetRenamed': {
          const dataset = datasets.get(event.datasetId);
          if (dataset?.status === 'open') datasets.set(event.datasetId, { ...dataset, nameHash: event.nameHash });
          return;
        }
        case 'DatasetNameFenced': {
          const dataset = datasets.get(event.datasetId);
          if (dataset?.status !== 'open') return;
          const fences = new Map(dataset.fences).set(event.nameHash, event.reservedAtMs);
          datasets.set(event.datasetId, { ...dataset, fences });
          return;
        }
        default:
          return;
      }
    },
    isTenant: (tenantId) => tenants.has(tenantId),
    reservation: (tenantId, nameHash) => reservations.get(keyOf(tenantId, nameHash)),
    reservationsOf: (datasetId) => [...reservations.values()].filter((reservation) => reservation.datasetId === datasetId),
    stateOf({ datasetId, nameHash, reservedAtMs }) {
      const dataset = datasets.get(datasetId);
      if (dataset === undefined) return 'not-created';
      if (dataset.status !== 'open') return 'over';
      if (dataset.nameHash === nameHash) return 'kept';
      return (dataset.fences.get(nameHash) ?? -1) >= reservedAtMs ? 'fenced' : 'not-renamed';
    },
    all: () => reservations.values(),
  };
}
