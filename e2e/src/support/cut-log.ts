import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * Loses the last records of partitions of an embedded log, as a disk does that lied about its syncs. The program must be stopped.
 *
 * @param stays how many records stay of a partition that holds so many.
 */
export function cutLog(folder: string, topic: string, stays: (records: number, partition: number) => number): void {
  const database = new DatabaseSync(join(folder, 'log', 'log.sqlite'));
  try {
    for (const { id, partition } of database.prepare('select id, partition from stream where topic = ?').all(topic)) {
      const table = `record_${Number(id)}`;
      const records = Number(database.prepare(`select count(*) as records from ${table}`).get()?.['records']);
      database.exec(`delete from ${table} where position >= ${stays(records, Number(partition))}`);
    }
  } finally {
    database.close();
  }
}
