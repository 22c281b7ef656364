import type { Machine } from '@ragtime/runtime';
import type { EventLog } from '../port/log.ts';
import type { ProjectionStore } from '../projector/store.ts';
import type { Signals } from '../signals/signals.ts';

/** A log that is asked to keep the port's promises. Made anew for each test. */
export interface LogUnderTest {
  readonly log: EventLog;
  /** Where the log's own waits come from. The suites pass time by themselves only as it says. */
  readonly machine: Machine;
  /** Led before every topic's name; for servers that outlive a test. */
  readonly topicPrefix?: string;
  /** For durable logs: closes it and opens what it left. */
  readonly reopen?: () => Promise<EventLog>;
  close(): Promise<void>;
}

export interface SignalsUnderTest {
  readonly signals: Signals;
  /** Signals of another process that reach the same topics. Default: the same ones. */
  readonly others?: Signals;
  /** Of each topic. */
  readonly partitions: number;
  readonly topicPrefix?: string;
  close(): Promise<void>;
}

export interface Row {
  readonly id: string;
  readonly value: number;
}

/** A store of one projection with one table of rows. */
export interface ProjectionStoreUnderTest<Change> {
  readonly store: ProjectionStore<Change>;
  /** The change that puts this row. */
  put(row: Row): Change;
  /** All rows as they are committed, in any order. */
  rows(): Promise<readonly Row[]>;
  /** Another store over the same rows, as another process would open it. */
  another(): Promise<ProjectionStore<Change>>;
  close(): Promise<void>;
}
