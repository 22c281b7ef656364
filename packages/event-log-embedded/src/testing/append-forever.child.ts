import { realMachine } from '@ragtime/runtime';
import { openEmbeddedLog } from '../embedded-log.ts';
import { batchOf, partitions, topic } from './batches.ts';

/** Appends batches to all partitions at once until it is killed, and writes a line for each acknowledged one. */
const [folder = '', firstBatch = '0'] = process.argv.slice(2);
const log = await openEmbeddedLog({ folder, machine: realMachine });
await log.ensureTopics([{ name: topic, partitions }]);
process.stdout.write(`opened ${log.openedAfter}\n`);
let next = Number(firstBatch);

async function appendTo(partition: number): Promise<never> {
  const session = await log.openSession(topic, partition);
  for (;;) {
    const batch = next;
    next += 1;
    const at = await session.append(batchOf(batch));
    process.stdout.write(`acknowledged ${batch} ${partition} ${at}\n`);
  }
}

await Promise.all(Array.from({ length: partitions }, (_, partition) => appendTo(partition)));
