import type { PartitionName, StoppedKey } from '@ragtime/event-log';

/** What became of both sides of a rebuild: equal digests mean that the log gives the same rows again. */
export interface Comparison {
  readonly before: { readonly sha256: string };
  readonly after: { readonly sha256: string };
  readonly same: boolean;
  readonly generation: number;
}

export interface ProjectionState {
  /** Records of the log that it has yet to read; undefined while nobody can tell. */
  readonly lag: number | undefined;
  readonly stopped: readonly StoppedKey[];
  /** Why it does not go on just now; undefined while it does. */
  readonly trouble: string | undefined;
}

/** A projection as an operator handles it, whichever service keeps it. */
export interface OperatedProjection {
  readonly name: string;
  state(): Promise<ProjectionState>;
  /** Throws an error with the code `rebuild-running` while a rebuild runs. */
  rebuild(options: { readonly onProgress: (progress: object) => void; readonly signal: AbortSignal }): Promise<Comparison>;
  /** Throws an error with the code `not-found` when there is no generation to switch back to. */
  switchBack(): Promise<{ readonly generation: number }>;
  resolve(partition: PartitionName, key: string): Promise<'resolved' | 'still-failing' | 'not-stopped'>;
}

/** As the orchestrator's view. */
export interface QueuesState {
  readonly waiting: readonly {
    readonly priority: 'high' | 'normal' | 'background';
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
  /** `serving`, or why it does not. */
  readonly state: string;
  readonly owner: string;
  /** Next to be written, as far as its owner has folded. */
  readonly offset: number;
}

export interface StorageState {
  /** Undefined where disks have no meaning. */
  readonly disk: { readonly freeBytes: number; readonly totalBytes: number } | undefined;
  readonly databaseBytes: number;
}

/** What the routes of operators are answered from. */
export interface Operations {
  readonly projections: readonly OperatedProjection[];
  /** Undefined while no orchestrator is at work. */
  queues(): Promise<QueuesState | undefined>;
  partitions(): Promise<readonly PartitionState[]>;
  storage(): Promise<StorageState>;
}
