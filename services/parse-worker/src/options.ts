import type { BlobStore } from '@ragtime/blob-store';
import type { WorkerSign } from '@ragtime/contracts/signals';
import type { DomainCommand, DomainEvent, WorkerId } from '@ragtime/domain';
import type { CommandBus, Signals } from '@ragtime/event-log';
import type { Embedder } from '@ragtime/models';
import type { Parser } from '@ragtime/parsing';
import type { Machine, Tracing } from '@ragtime/runtime';
import type { WorkerLogger } from './logger.ts';
import type { Handlers } from './work/task.ts';

export type TaskBus = CommandBus<DomainCommand, DomainEvent, string>;

export interface ParseWorkerOptions {
  /** Fresh for every start. A worker with the id of a dead one would seem to hold the dead one's attempts. */
  readonly workerId: WorkerId;
  /** Attempts at a time. The same number as parser children. */
  readonly slots: number;
  /** How many of the slots tasks of a resource may take. Default: all. */
  readonly slotsFor?: NonNullable<WorkerSign['slotsFor']>;
  readonly bus: TaskBus;
  readonly signals: Signals;
  readonly blobs: BlobStore;
  /** The caller owns it, and closes it after the worker stopped. */
  readonly parser: Parser;
  /** The embedders that datasets may name, by their model id. */
  readonly embedders: readonly Embedder[];
  /** How each kind of task is done. Default: those of the release. */
  readonly handlers?: Handlers;
  readonly machine: Machine;
  readonly logger: WorkerLogger;
  /** Default: nothing is traced. */
  readonly tracing?: Tracing;
  /** How long a command without an answer is repeated: the orchestrator's lease, after which another attempt counts. Default 30,000. */
  readonly leaseMs?: number;
  /** How long `stop` waits for running attempts. The rest is given back. Default 3,000. */
  readonly drainMs?: number;
}

export interface ParseWorker {
  /** The partitions of the topic of doorbells that the group of workers has assigned to this one. */
  partitions(): readonly number[];
  /**
   * Leaves the group, takes no further bell, lets running attempts end, gives back those that do not end in time, and announces that it leaves.
   * Never rejects.
   */
  stop(): Promise<void>;
}
