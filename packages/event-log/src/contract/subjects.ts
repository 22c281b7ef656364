import type { Machine } from '@ragtime/runtime';
import type { EventLog } from '../port/log.ts';
import type { ProjectionStore } from '../projector/store.ts';
import type { Signals } from '../signals/signals.ts';

/** A log under test, made anew for each test. */
export interface LogUnderTest {
  readonly log: EventLog;
  /** The machine on which the log waits. The suites let time pass only through it. */
  readonly machine: Machine;
  /** Precedes every topic name, for servers that outlive a test. */
  readonly topicPrefix?: string;
  /** For durable logs: closes the log and opens it again from what it stored. */
  readonly reopen?: () => Promise<EventLog>;
  close(): Promise<void>;
}

export interface SignalsUnderTest {
  readonly signals: Signals;
  /** Signals of another process over the same topics. Default: the same ones. */
  readonly others?: Signals;
  /** Partitions of each topic. */
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
  /** Makes the change that puts this row. */
  put(row: Row): Change;
  /** All committed rows, in any order. */
  rows(): Promise<readonly Row[]>;
  /** Another store over the same rows, as another process would open it. */
  another(): Promise<ProjectionStore<Change>>;
  close(): Promise<void>;
}
