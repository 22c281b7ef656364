/**
 * Measures the memory of the log's owners and of the orchestrator: `node bench/src/memory.ts [--documents 50000]`. It gives the cost of a live
 * document, and the additional cost of a waiting task, in bytes of heap and buffers after a collection.
 */

import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { report } from './shared/report.ts';
import { inParallel, startTaskSystem } from './tasks/system.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const { values } = parseArgs({ options: { documents: { type: 'string', default: '50000' } } });
const documents = Number(values.documents);

function bytesHeld(): number {
  for (let times = 0; times < 3; times += 1) collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

const system = await startTaskSystem({ works: false });
await system.upload('warm', 1_000);
const before = bytesHeld();
const uploaded = await system.upload('one', documents);
const withDocuments = bytesHeld();
await inParallel(uploaded.length, 500, async (at) => {
  const document = uploaded[at];
  if (document !== undefined) await system.request(document);
});
await system.allWait(documents);
const withTasks = bytesHeld();
await system.stop();
const [ofDocument, ofTask] = [(withDocuments - before) / documents, (withTasks - withDocuments) / documents];
await report({
  name: 'memory',
  tables: [
    {
      title: `Memory of the owners and the orchestrator, ${documents} documents`,
      columns: ['what', 'bytes'],
      rows: [
        ['a live document, with its remembered command', ofDocument],
        ['a waiting task, in addition', ofTask],
      ],
    },
  ],
  demands: [
    { what: 'bytes a live document', value: ofDocument, atMost: 4_000 },
    { what: 'bytes a waiting task', value: ofTask, atMost: 4_000 },
  ],
  measured: { documents, before, withDocuments, withTasks },
});
