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
  /** Fresh for every start: an id that came back would seem to hold what its dead namesake held. */
  readonly workerId: WorkerId;
  /** Attempts at a time; as many as there are parser children. */
  readonly slots: number;
  /** How many of them tasks of a resource may take. Default: all. */
  readonly slotsFor?: NonNullable<WorkerSign['slotsFor']>;
  readonly bus: TaskBus;
  readonly signals: Signals;
  readonly blobs: BlobStore;
  /** Stays the caller's: close it after the worker stopped. */
  readonly parser: Parser;
  /** Those that datasets may name, by their model id. */
  readonly embedders: readonly Embedder[];
  /** How each kind of task is done. Default: those of the release. */
  readonly handlers?: Handlers;
  readonly machine: Machine;
  readonly logger: WorkerLogger;
  /** Default: nothing is traced. */
  readonly tracing?: Tracing;
  /** How long a command is repeated whose answer does not come. The orchestrator's lease: after it another attempt counts. Default 30,000. */
  readonly leaseMs?: number;
  /** How long `stop` waits for attempts that run; those that are left are given back. Default 3,000. */
  readonly drainMs?: number;
}

export interface ParseWorker {
  /** Those of the topic of doorbells that the group of workers has given it. */
  partitions(): readonly number[];
  /** Leaves the group, takes no further bell, lets what runs end, gives back what does not end in time, and says goodbye. Never rejects. */
  stop(): Promise<void>;
}
