import { join } from 'node:path';
import { createOwner } from '@ragtime/application';
import { createCodec, publishSchemas } from '@ragtime/contracts';
import {
  type BlobId,
  type DatasetId,
  type DocumentId,
  type DocumentTopicCommand,
  eventPartitions,
  planTaskId,
  type RunId,
  type RunNumber,
  type TenantId,
  topics,
  type WorkerId,
} from '@ragtime/domain';
import { partitionOf } from '@ragtime/event-log';
import { openEmbeddedLog } from '@ragtime/event-log-embedded';
import { openFileVault } from '@ragtime/key-vault';
import { realMachine as machine, randomUuid } from '@ragtime/runtime';
import { submitting } from './submitting.ts';

/**
 * The events of each document: it is registered, a parse is requested and begun, then cancelled, and the document is switched off and on. So no
 * artifact is needed.
 */
const eventsADocument = 6;

/**
 * Writes the given number of document events to the log of a folder on which no program runs. Real commands pass through the owners that the
 * program uses, so that the events are the same as those of clients, only faster.
 */
export async function fillLog(options: {
  readonly folder: string;
  readonly tenantId: TenantId;
  readonly datasets: readonly DatasetId[];
  readonly events: number;
  readonly onProgress?: (events: number) => void;
}): Promise<void> {
  const { folder, tenantId, datasets, events, onProgress } = options;
  const log = await openEmbeddedLog({ folder: join(folder, 'log'), machine });
  const vault = await openFileVault({ file: join(folder, 'vault', 'keys'), machine, mayCreate: false });
  const codec = createCodec();
  await publishSchemas({ log, codec, machine });
  const owners = Array.from({ length: eventPartitions }, (_, partition) =>
    createOwner(`${topics.documentEvents}/${partition}`, { log, machine, codec }),
  );
  await Promise.all(owners.map((owner) => owner.start()));

  const send = submitting<DocumentTopicCommand>(
    async (submission) => await owners[partitionOf(submission.command.datasetId, eventPartitions)]?.submit(submission),
  );
  const submit = async (command: DocumentTopicCommand): Promise<void> =>
    await send(tenantId, command, { remembered: command.type === 'RegisterDocument' });

  async function document(datasetId: DatasetId, serial: number): Promise<void> {
    const documentId = randomUuid(machine.random) as DocumentId;
    const runId = randomUuid(machine.random) as RunId;
    const keySlot = await vault.takeSlot(tenantId);
    const of = { datasetId, documentId };
    const name = `report-${serial}.txt`;
    await submit({
      type: 'RegisterDocument',
      ...of,
      keySlot,
      name: vault.seal(keySlot, name),
      nameHash: vault.hashName(tenantId, name),
      metadata: undefined,
      original: {
        blobId: `${tenantId}/${datasetId}/${documentId}/${randomUuid(machine.random)}` as BlobId,
        sha256: Buffer.from(machine.random.bytes(32)).toString('hex'),
        sizeBytes: 10,
        mediaType: 'text/plain',
      },
      uploadedAtMs: machine.clock.nowMs(),
      ifExists: 'add',
    });
    await submit({ type: 'RequestParsing', datasetId, documents: [{ documentId, runId }], keepEdits: false, ifMissing: 'refuse' });
    const workerId = 'bench' as WorkerId;
    await submit({ type: 'StartAttempt', ...of, run: 1 as RunNumber, taskId: planTaskId, attempt: 1, workerId });
    await submit({ type: 'CancelParsing', datasetId, documents: [{ documentId }], ifMissing: 'refuse' });
    await submit({ type: 'ChangeDocument', ...of, enabled: false });
    await submit({ type: 'ChangeDocument', ...of, enabled: true });
  }

  const documents = Math.ceil(events / eventsADocument);
  let begun = 0;
  let written = 0;
  const client = async () => {
    while (begun < documents) {
      const serial = begun;
      begun += 1;
      const datasetId = datasets[serial % datasets.length];
      if (datasetId === undefined) throw new Error('no dataset');
      await document(datasetId, serial);
      written += eventsADocument;
      onProgress?.(written);
    }
  };
  await Promise.all(Array.from({ length: Math.min(4_000, documents) }, client));
  await Promise.all(owners.map((owner) => owner.stop()));
  await vault.close();
  await log.close();
}
