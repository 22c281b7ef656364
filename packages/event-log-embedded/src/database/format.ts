import type { DatabaseSync } from 'node:sqlite';
import type { OpenedState, WorkerSettings } from '../worker/protocol.ts';

/** "RAGT": marks our file among those of other programs. */
const applicationId = 0x52414754;
/** Rises when the layout of the file changes. A release opens only its own format. */
const formatVersion = 1;

const tables = `
  create table topic (name text primary key, partitions integer not null) strict, without rowid;
  create table stream (id integer primary key, topic text not null, partition integer not null, unique (topic, partition)) strict;
  create table mark (name text primary key, value text not null) strict, without rowid;
`;

export class OtherRelease extends Error {
  override readonly name = 'OtherRelease';
}

/**
 * Takes the file's lock for reading, and changes nothing.
 *
 * @throws OtherRelease when the file holds something in another format.
 */
export function refuseForeign(database: DatabaseSync): void {
  if (isEmpty(database)) return;
  const [id, version] = [pragma(database, 'application_id'), pragma(database, 'user_version')];
  if (id !== applicationId) throw new OtherRelease('a database of another program');
  if (version !== formatVersion) throw new OtherRelease(`format ${version}`);
}

/** Takes the file's lock for the life of this connection, creates the tables of a new file, and marks the log as open. */
export function prepare(database: DatabaseSync, { bootId }: Pick<WorkerSettings, 'bootId'>): OpenedState {
  database.exec('begin immediate');
  const created = isEmpty(database);
  if (created) database.exec(`pragma application_id = ${applicationId}; pragma user_version = ${formatVersion}; ${tables}`);
  const state = { created, ...howItWasLeft(database, created, bootId) };
  putMark(database, 'closed-cleanly', 'no');
  putMark(database, 'boot-id', bootId ?? '');
  database.exec('commit');
  return state;
}

export function noteCleanClose(database: DatabaseSync): void {
  putMark(database, 'closed-cleanly', 'yes');
}

export const ownFormat = `format ${formatVersion}`;

function howItWasLeft(database: DatabaseSync, created: boolean, bootId: string | undefined): Omit<OpenedState, 'created'> {
  if (created) return { openedAfter: 'clean-close', machineRestarted: false };
  const machineRestarted = bootId === undefined || mark(database, 'boot-id') !== bootId;
  if (mark(database, 'closed-cleanly') === 'yes') return { openedAfter: 'clean-close', machineRestarted };
  return { openedAfter: machineRestarted ? 'machine-restart' : 'process-death', machineRestarted };
}

function pragma(database: DatabaseSync, name: 'application_id' | 'user_version'): number {
  return Number(database.prepare(`pragma ${name}`).get()?.[name]);
}

const isEmpty = (database: DatabaseSync): boolean =>
  pragma(database, 'application_id') === 0 && database.prepare('select 1 from sqlite_schema limit 1').get() === undefined;

const mark = (database: DatabaseSync, name: string): unknown =>
  database.prepare('select value from mark where name = ?').get(name)?.['value'];

function putMark(database: DatabaseSync, name: string, value: string): void {
  database.prepare('insert into mark (name, value) values (?, ?) on conflict (name) do update set value = excluded.value').run(name, value);
}
