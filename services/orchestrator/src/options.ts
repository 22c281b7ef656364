import type { BlobStore } from '@ragtime/blob-store';
import type {
  DatasetId,
  DocumentId,
  DomainCommand,
  DomainEvent,
  ErasureStore,
  ReceiptId,
  TaskKinds,
  TenantId,
  WorkerId,
} from '@ragtime/domain';
import type { Codec, CommandBus, EventLog, PartitionName, Position, Signals } from '@ragtime/event-log';
import type { KeyVault } from '@ragtime/key-vault';
import type { Machine } from '@ragtime/runtime';

/** The same as pino's: first the fields, then the message. */
export interface OrchestratorLogger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export type InternalBus = CommandBus<DomainCommand, DomainEvent, string>;

/** A deletion that was promised: the event that made it, and where that lies. */
export interface ErasureReceipt {
  readonly receiptId: ReceiptId;
  readonly tenantId: TenantId;
  readonly datasetId: DatasetId;
  /** Undefined for a whole dataset. */
  readonly documentId: DocumentId | undefined;
  readonly partition: PartitionName;
  /** Just after the event: a reader at this position has read it. */
  readonly position: Position;
}

/** A store that is a fold of the log, and so erases by itself. */
export interface ErasingStore {
  /** Returns how much was removed, once the store has read past the event and nothing is left; undefined until then. */
  erased(receipt: ErasureReceipt): Promise<{ readonly removed: number } | undefined>;
}

export type OrchestratorAlarm =
  /** More attempts fell silent than may expire at once. The likelier cause is the network or the progress topic. */
  | { readonly kind: 'too-many-expired'; readonly running: number; readonly silent: number }
  /** A record could not be read. What it said is missing from the fold. */
  | { readonly kind: 'record-unreadable'; readonly partition: PartitionName; readonly offset: number; readonly detail: string }
  /** The records that were read are not those that the log holds now. This orchestrator has stopped. */
  | { readonly kind: 'log-diverged'; readonly detail: string }
  | { readonly kind: 'store-not-erasing'; readonly store: ErasureStore; readonly receiptId: ReceiptId; readonly detail: string };

export interface OrchestratorOptions {
  readonly log: EventLog;
  readonly codec: Codec<DomainEvent>;
  readonly bus: InternalBus;
  readonly signals: Signals;
  readonly blobs: BlobStore;
  readonly vault: KeyVault;
  readonly machine: Machine;
  readonly stores: Readonly<Record<'read-model' | 'index', ErasingStore>>;
  readonly logger: OrchestratorLogger;
  readonly onAlarm?: (alarm: OrchestratorAlarm) => void;
  /**
   * Whether a worker is certainly dead, so that its lease need not run out. In the embedded profile every worker of an earlier process is dead: the
   * lock on the folder proves it.
   */
  readonly isCertainlyGone?: (workerId: WorkerId) => boolean;
  /** The partitions of each event topic. Default: as many as a topic has. */
  readonly partitions?: number;
  readonly limits?: Partial<OrchestratorLimits>;
  /** The kinds of task, the same as the deciders use. Default: those of the release. */
  readonly kinds?: TaskKinds;
}

export interface OrchestratorLimits {
  /** After this silence an attempt is given to another worker. */
  readonly leaseMs: number;
  /** An attempt that has not started within this time is rung at another worker. */
  readonly startWithinMs: number;
  /** After a longer pause of this process the silence of workers does not count. */
  readonly pauseMs: number;
  /** The share of the running attempts that may expire within one lease, but never fewer than `expiriesMin`. */
  readonly expiryShareMax: number;
  readonly expiriesMin: number;
  /** A worker that gave no sign for this time gets no bell. */
  readonly workerSilentMs: number;
  /** A reserved name whose dataset was not created within this time is released. */
  readonly reservationMs: number;
  /** An upload without an event is removed after this time. `RegisterDocument` refuses uploads of half this age. */
  readonly uploadAgeMaxMs: number;
  readonly sweepEveryMs: number;
  /** How long blobs and keys wait for the projections, which may still be reading what the deletion removes. */
  readonly projectionsFirstMs: number;
}

export const defaultLimits: OrchestratorLimits = {
  leaseMs: 30_000,
  startWithinMs: 2_000,
  pauseMs: 2_000,
  expiryShareMax: 0.1,
  expiriesMin: 2,
  workerSilentMs: 3_000,
  reservationMs: 60_000,
  uploadAgeMaxMs: 48 * 60 * 60 * 1_000,
  sweepEveryMs: 6 * 60 * 60 * 1_000,
  projectionsFirstMs: 30_000,
};
