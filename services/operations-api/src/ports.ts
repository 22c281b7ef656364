import type { Priority } from '@ragtime/domain';
import type { PartitionName, StoppedKey } from '@ragtime/event-log';

/** The comparison of both generations of a rebuild. Equal digests mean that the log yields the same again. */
export interface Comparison {
  readonly before: { readonly sha256: string };
  readonly after: { readonly sha256: string };
  readonly same: boolean;
  /** Whether the rebuilt generation answers from now on. */
  readonly switched: boolean;
  /** Why the comparison advises against the switch, in sentences. */
  readonly reasons: readonly string[];
  readonly generation: number;
}

export interface ProjectionState {
  /** How many records the projection is behind the end of the log; undefined while that is unknown. */
  readonly lag: number | undefined;
  readonly stopped: readonly StoppedKey[];
  /** Why the projection makes no progress at the moment; undefined while it does. */
  readonly trouble: string | undefined;
}

/** A projection as an operator handles it. It may belong to any service. */
export interface OperatedProjection {
  readonly name: string;
  state(): Promise<ProjectionState>;
  /** Throws an error with the code `rebuild-running` while a rebuild runs. */
  rebuild(options: {
    readonly onProgress: (progress: object) => void;
    readonly signal: AbortSignal;
    /** Switches even where the comparison advises against it. */
    readonly force: boolean;
  }): Promise<Comparison>;
  /** Throws an error with the code `not-found` when there is no generation to switch back to. */
  switchBack(): Promise<{ readonly generation: number }>;
  resolve(partition: PartitionName, key: string): Promise<'resolved' | 'still-failing' | 'not-stopped'>;
}

/** The queues and workers as the orchestrator's view holds them. */
export interface QueuesState {
  readonly waiting: readonly {
    readonly priority: Priority;
    readonly tenantId: string;
    readonly count: number;
    readonly delayed: number;
    readonly oldestWaitMs: number;
  }[];
  readonly running: readonly {
    readonly workerId: string;
    readonly runId: string;
    readonly taskId: string;
    readonly attempt: number;
    readonly tenantId: string;
    readonly forMs: number;
  }[];
  readonly workers: readonly {
    readonly workerId: string;
    readonly slots: number;
    readonly busy: number;
    readonly leaving: boolean;
    readonly silentMs: number;
  }[];
  readonly oldestWaitMs: number;
}

export interface PartitionState {
  readonly topic: string;
  readonly partition: number;
  /** `serving`, or the reason why the partition does not serve. */
  readonly state: string;
  readonly owner: string;
  /** The offset up to which the owner has folded; the next record gets it. */
  readonly offset: number;
  /** Rises when an operator orders a refold; 0 while no owner reports it. */
  readonly generation: number;
}

export interface StorageState {
  /** Undefined in a profile without disks of its own. */
  readonly disk: { readonly freeBytes: number; readonly totalBytes: number } | undefined;
  readonly databaseBytes: number;
}

/** The sources of the answers to operators. */
export interface Operations {
  readonly projections: readonly OperatedProjection[];
  /** Undefined while no orchestrator runs. */
  queues(): Promise<QueuesState | undefined>;
  partitions(): Promise<readonly PartitionState[]>;
  storage(): Promise<StorageState>;
}
