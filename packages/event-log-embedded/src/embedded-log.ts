import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type EventLog, type PartitionSession, SessionUnavailable } from '@ragtime/event-log';
import type { Machine } from '@ragtime/runtime';
import { bootIdOfMachine } from './boot-id.ts';
import { createLane } from './lane.ts';
import { type PartitionState, partitionState } from './partition-state.ts';
import { openSession } from './session.ts';
import { type Connection, connect } from './worker/connection.ts';
import type { OpenedState, StreamState, WorkerSettings } from './worker/protocol.ts';

export interface EmbeddedLogOptions {
  /** Created when it is missing. It holds `log.sqlite` and, while open, `log.sqlite-wal`. */
  readonly folder: string;
  readonly machine: Machine;
  /** Appends are refused with `storage-full` below this many free bytes. Default 32 MiB, enough to checkpoint and close. */
  readonly reserveBytes?: number;
  /** The file never grows beyond this size; further appends are refused with `storage-full`. Default: only the disk limits it. */
  readonly fileBytesMax?: number;
  /** Names one run of the machine's kernel; undefined where it cannot be known. Default: read from the machine. */
  readonly bootId?: string | undefined;
}

/**
 * The log on one machine's disk: one SQLite file, with every acknowledgement synced. It keeps records for ever, and offsets have no gaps. One
 * writer that awaits each append reaches 0.8 of the rate of a bare `node:sqlite` loop with the same syncs; twelve writers reach 3.5 times that rate
 * (450 bytes per record), because waiting appends are committed together.
 *
 * `openedAfter` says how the log was left, for stores beside it that do not sync by themselves. After `process-death` the kernel still wrote their
 * data; after `machine-restart` they may hold anything. `clean-close` covers only the data that the closing program synced before it called
 * `close`. `machineRestarted` says separately whether the kernel may have lost anything.
 */
export interface EmbeddedLog extends EventLog, OpenedState {
  /**
   * Whether no partition held a record when it was opened. `created` is different: the process may have died between creation and the first record.
   */
  readonly wasEmpty: boolean;
  /**
   * Copies all partitions as they are at one moment into a new file, while appends go on.
   *
   * @throws when it cannot be written; the incomplete file stays.
   */
  copyTo(file: string): Promise<void>;
}

/** @throws FolderInUse, FolderOfAnotherRelease, LogUnreadable */
export async function openEmbeddedLog(options: EmbeddedLogOptions): Promise<EmbeddedLog> {
  const folder = resolve(options.folder);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const settings: WorkerSettings = {
    file: join(folder, 'log.sqlite'),
    reserveBytes: options.reserveBytes ?? 32 * 1024 * 1024,
    fileBytesMax: options.fileBytesMax,
    bootId: 'bootId' in options ? options.bootId : bootIdOfMachine(),
  };
  const first = await connect(folder, settings);
  const wasEmpty = first.streams.every(({ end }) => end === 0);
  return { ...first.state, wasEmpty, ...createLog(first, () => connect(folder, settings), options.machine) };
}

interface Serving {
  readonly connection: Connection;
  readonly partitions: Map<string, PartitionState>;
}

function createLog(first: Connection, reconnect: () => Promise<Connection>, { timers }: Machine): EventLog & Pick<EmbeddedLog, 'copyTo'> {
  const sessions = new Set<PartitionSession>();
  const lane = createLane(timers);
  let serving: Promise<Serving> = Promise.resolve(servingOn(first));
  let isClosed = false;

  /** Opens one new connection for all callers, once the old one has released the file. */
  async function connected(): Promise<Serving> {
    if (isClosed) throw new SessionUnavailable('the log is closed');
    const seen = serving;
    const current = await seen.catch(() => undefined);
    if (current !== undefined && !current.connection.isOver()) return current;
    if (serving === seen) serving = renewed(current);
    return await serving;
  }

  async function renewed(old: Serving | undefined): Promise<Serving> {
    await old?.connection.ended;
    return servingOn(await reconnect());
  }

  return {
    async ensureTopics(topics) {
      const { connection, partitions } = await connected();
      const reply = await connection.ask({ kind: 'ensure-topics', topics });
      if (reply.kind !== 'streams')
        throw new Error('message' in reply ? reply.message : `the topics cannot be created:  ${reasonOf(reply)}`);
      for (const state of reply.streams) if (!partitions.has(nameOf(state))) partitions.set(nameOf(state), partitionState(state));
    },
    async openSession(topic, partition) {
      const { connection, partitions } = await connected().catch((cause: unknown) => {
        throw new SessionUnavailable('the log cannot be opened', { cause });
      });
      const state = partitions.get(nameOf({ topic, partition }));
      if (state === undefined) throw new SessionUnavailable(`there is no partition ${partition} of topic ${topic}`);
      const session = openSession({ connection, partition: state, timers, lane, onClosed: (closed) => sessions.delete(closed) });
      sessions.add(session);
      return session;
    },
    async copyTo(file) {
      const { connection } = await connected();
      const reply = await connection.ask({ kind: 'copy', file });
      if (reply.kind !== 'copied') throw new Error(`the log cannot be copied:  ${'message' in reply ? reply.message : reply.kind}`);
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      await Promise.all([...sessions].map((session) => session.close()));
      const current = await serving.catch(() => undefined);
      await current?.connection.ask({ kind: 'close' });
      await current?.connection.ended;
    },
  };
}

const servingOn = (connection: Connection): Serving => ({
  connection,
  partitions: new Map(connection.streams.map((state) => [nameOf(state), partitionState(state)])),
});

const nameOf = ({ topic, partition }: Pick<StreamState, 'topic' | 'partition'>): string => `${topic}/${partition}`;

const reasonOf = (reply: { readonly kind: string; readonly reason?: string }): string => reply.reason ?? reply.kind;
