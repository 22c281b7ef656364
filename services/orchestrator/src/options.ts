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

/** As pino's: first what is searched for, then what is read. */
export interface OrchestratorLogger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export type InternalBus = CommandBus<DomainCommand, DomainEvent, string>;

/** What a deletion promised: the event that made it, and where it stands. */
export interface ErasureReceipt {
  readonly receiptId: ReceiptId;
  readonly tenantId: TenantId;
  readonly datasetId: DatasetId;
  /** Undefined for a whole dataset. */
  readonly documentId: DocumentId | undefined;
  readonly partition: PartitionName;
  /** Behind the event: whoever has read up to here has seen it. */
  readonly position: Position;
}

/** A store that is a fold of the log, and so erases by itself. */
export interface ErasingStore {
  /** How much went, once its position is past the event and nothing of the thing is left; undefined until then. */
  erased(receipt: ErasureReceipt): Promise<{ readonly removed: number } | undefined>;
}

export type OrchestratorAlarm =
  /** More attempts fell silent than may expire at once: the network or the progress topic is the likelier cause. */
  | { readonly kind: 'too-many-expired'; readonly running: number; readonly silent: number }
  /** A record could not be read: what it said is missing from the fold. */
  | { readonly kind: 'record-unreadable'; readonly partition: PartitionName; readonly offset: number; readonly detail: string }
  /** What was read is not what the log holds now: this orchestrator has stopped. */
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
   * Whether a worker is certainly dead, so that nobody need wait for its lease. In the embedded profile every worker of an
   * earlier process is: the lock on the folder proves it.
   */
  readonly isCertainlyGone?: (workerId: WorkerId) => boolean;
  /** Raised by an operator after `log-diverged`: orders before the offsets of what caused a command. Default 1. */
  readonly generation?: number;
  /** Of each event topic. Default: as many as there are. */
  readonly partitions?: number;
  readonly limits?: Partial<OrchestratorLimits>;
  /** Kinds of task, as those have them who decide. Default: those of the release. */
  readonly kinds?: TaskKinds;
}

export interface OrchestratorLimits {
  /** Silence after which an attempt is given to somebody else. */
  readonly leaseMs: number;
  /** Not started within this time: rung elsewhere. */
  readonly startWithinMs: number;
  /** A pause of this process longer than this is no silence of a worker. */
  readonly pauseMs: number;
  /** Of the attempts that run, the share that may expire within one lease; never fewer than `expiriesMin`. */
  readonly expiryShareMax: number;
  readonly expiriesMin: number;
  /** A worker that gave no sign for so long gets no bell. */
  readonly workerSilentMs: number;
  /** A reserved name whose dataset was not created in this time is taken back. */
  readonly reservationMs: number;
  /** An upload without an event is removed after this time. `RegisterDocument` refuses those half as old. */
  readonly uploadAgeMaxMs: number;
  readonly sweepEveryMs: number;
  /** How long blobs and keys wait for the projections, which may still be reading what the deletion takes away. */
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
