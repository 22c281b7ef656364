import type {
  BlobId,
  DatasetId,
  DatasetSettings,
  DocumentId,
  Priority,
  RunId,
  RunNumber,
  TaskId,
  TaskResource,
  TenantId,
  WorkerId,
} from '@ragtime/domain';

/** What bells need of an open run. */
export interface OpenRun {
  readonly tenantId: TenantId;
  readonly datasetId: DatasetId;
  readonly documentId: DocumentId;
  readonly run: RunNumber;
  readonly runId: RunId;
  readonly original: BlobId;
  readonly sha256: string;
  readonly extension: string;
  readonly settings: DatasetSettings;
  readonly priority: Priority;
  readonly correlationId: string;
  readonly traceParent: string | undefined;
  readonly tasks: Map<TaskId, OpenTask>;
  /** The tasks of the run that wait for others, by kind. */
  readonly held: Map<string, readonly TaskId[]>;
}

interface OfTask {
  readonly key: string;
  readonly taskId: TaskId;
  readonly window: { readonly index: number; readonly first: number; readonly last: number } | undefined;
  readonly attempt: number;
  /** The resource of a worker that it needs. */
  readonly resource: TaskResource;
}

/** A task whose attempt has not started. `sinceMs` and `retryAtMs` are record times. */
export interface WaitingTask extends OfTask {
  readonly status: 'waiting';
  readonly sinceMs: number;
  readonly retryAtMs: number;
  readonly alone: boolean;
}

export interface RunningTask extends OfTask {
  readonly status: 'running';
  readonly sinceMs: number;
  readonly workerId: WorkerId;
  readonly alone: boolean;
}

export type OpenTask = WaitingTask | RunningTask;

export const keyOf = (runId: RunId, taskId: TaskId): string => `${runId}/${taskId}`;
