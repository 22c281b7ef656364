import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { LogRecord, Offset, StoredRecord, TopicSpecification } from '@ragtime/event-log';
import type { StreamState } from '../worker/protocol.ts';

/** A page ends at this size, whatever its limit, so that messages between threads stay bounded. */
const pageBytesMax = 4 * 1024 * 1024;

/** One table per partition. Each grows only at its end, which keeps its pages full and needs no index. */
export interface Streams {
  list(): readonly StreamState[];
  /** @throws TopicMismatch */
  ensureTopics(topics: readonly TopicSpecification[]): void;
  end(stream: number): Offset;
  insert(stream: number, at: Offset, records: readonly LogRecord[]): void;
  read(stream: number, from: Offset, limit: number): { readonly records: readonly StoredRecord[]; readonly next: Offset };
}

export class TopicMismatch extends Error {
  override readonly name = 'TopicMismatch';
}

interface Statements {
  readonly insert: StatementSync;
  readonly select: StatementSync;
  readonly last: StatementSync;
}

export function streamsOf(database: DatabaseSync): Streams {
  const prepared = new Map<number, Statements>();

  function statementsOf(stream: number): Statements {
    const known = prepared.get(stream);
    if (known !== undefined) return known;
    const table = tableOf(stream);
    const statements = {
      insert: database.prepare(`insert into ${table} (position, key, value, stamped_at, previous) values (?, ?, ?, ?, ?)`),
      select: database.prepare(
        `select position, key, value, stamped_at, previous from ${table} where position >= ? order by position limit ?`,
      ),
      last: database.prepare(`select max(position) as last from ${table}`),
    };
    prepared.set(stream, statements);
    return statements;
  }

  const end = (stream: number): Offset => {
    const last = statementsOf(stream).last.get()?.['last'];
    return typeof last === 'number' ? last + 1 : 0;
  };

  return {
    list: () =>
      database
        .prepare('select id, topic, partition from stream order by id')
        .all()
        .map((row) => {
          const stream = Number(row['id']);
          return { topic: String(row['topic']), partition: Number(row['partition']), stream, end: end(stream) };
        }),
    ensureTopics(topics) {
      for (const topic of topics) ensureTopic(database, topic);
    },
    end,
    insert(stream, at, records) {
      const { insert } = statementsOf(stream);
      for (const [index, { key, value, stamp }] of records.entries()) insert.run(at + index, key, value, stamp.at, stamp.previous);
    },
    read(stream, from, limit) {
      const records: StoredRecord[] = [];
      let [bytes, next] = [0, from];
      for (const row of statementsOf(stream).select.iterate(from, limit)) {
        const record = recordOf(row);
        records.push(record);
        next = record.offset + 1;
        bytes += record.value?.byteLength ?? 0;
        if (bytes >= pageBytesMax) break;
      }
      return { records, next };
    },
  };
}

function ensureTopic(database: DatabaseSync, { name, partitions }: TopicSpecification): void {
  const found = database.prepare('select partitions from topic where name = ?').get(name)?.['partitions'];
  if (found === partitions) return;
  if (found !== undefined)
    throw new TopicMismatch(
      `topic ${name} has ${Number(found)} partitions where ${partitions} are needed, and a topic keeps its number for life`,
    );
  database.prepare('insert into topic (name, partitions) values (?, ?)').run(name, partitions);
  const insert = database.prepare('insert into stream (topic, partition) values (?, ?)');
  for (let partition = 0; partition < partitions; partition += 1) {
    const stream = Number(insert.run(name, partition).lastInsertRowid);
    database.exec(
      `create table ${tableOf(stream)} (position integer primary key, key text not null, value blob not null, stamped_at integer not null, previous blob not null) strict`,
    );
  }
}

const tableOf = (stream: number): string => `record_${stream}`;

function recordOf(row: Record<string, unknown>): StoredRecord {
  const { position, key, value, stamped_at: at, previous } = row;
  const isWhole = typeof at === 'number' && previous instanceof Uint8Array;
  return {
    offset: Number(position),
    key: typeof key === 'string' ? key : undefined,
    value: value instanceof Uint8Array ? value : undefined,
    stamp: isWhole ? { at, previous } : undefined,
  };
}
