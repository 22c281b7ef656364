import type { EventLog, StoredRecord } from '@ragtime/event-log';

export async function readAll(log: EventLog, topic: string, partition: number): Promise<readonly StoredRecord[]> {
  const session = await log.openSession(topic, partition);
  const records: StoredRecord[] = [];
  for (let next = 0; ; ) {
    const page = await session.read(next, { limit: 1000, waitMs: 0 });
    records.push(...page.records);
    next = page.next;
    if (next >= page.end) break;
  }
  await session.close();
  return records;
}
