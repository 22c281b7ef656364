import { createOwner } from '@ragtime/application';
import { createCodec } from '@ragtime/contracts';
import {
  type DatasetId,
  type DocumentTopicCommand,
  type DomainEvent,
  defaultDatasetSettings,
  eventPartitions,
  type NameHash,
  type TenantId,
  topics,
} from '@ragtime/domain';
import { type Codec, partitionOf } from '@ragtime/event-log';
import { openEmbeddedLog } from '@ragtime/event-log-embedded';
import { realMachine as machine, randomUuid } from '@ragtime/runtime';
import { submitting } from '../shared/submitting.ts';

const tenantId = 'tenant' as TenantId;

export const datasetCount = 12;

export interface InProcess {
  /** Changes the description of one of the datasets, as a client's command does. */
  change(dataset: number): Promise<void>;
  /** The size of the last record's value. */
  valueBytes(): number;
  stop(): Promise<void>;
}

/** Owners on the log of the embedded profile. They decide, encode, append and sync as in the product. */
export async function startInProcess(folder: string): Promise<InProcess> {
  const log = await openEmbeddedLog({ folder, machine });
  await log.ensureTopics([{ name: topics.documentEvents, partitions: eventPartitions }]);
  const codec = createCodec();
  let valueBytes = 0;
  const measuring: Codec<DomainEvent> = {
    ...codec,
    encode(envelope) {
      const value = codec.encode(envelope);
      valueBytes = value.byteLength;
      return value;
    },
  };
  const owners = Array.from({ length: eventPartitions }, (_, partition) =>
    createOwner(`${topics.documentEvents}/${partition}`, { log, machine, codec: measuring }),
  );
  await Promise.all(owners.map((owner) => owner.start()));

  let serial = 0;
  const submit = submitting<DocumentTopicCommand>(
    async (submission) => await owners[partitionOf(submission.command.datasetId, eventPartitions)]?.submit(submission),
  );
  const datasets = Array.from({ length: datasetCount }, () => randomUuid(machine.random) as DatasetId);
  for (const [at, datasetId] of datasets.entries())
    await submit(tenantId, {
      type: 'CreateDataset',
      datasetId,
      tenantId,
      name: `Dataset ${at}`,
      nameHash: `hash-${at}` as NameHash,
      description: undefined,
      settings: defaultDatasetSettings,
    });
  return {
    change: async (dataset) =>
      await submit(tenantId, {
        type: 'ChangeDataset',
        datasetId: datasets[dataset] ?? ('none' as DatasetId),
        description: descriptionOf(++serial),
      }),
    valueBytes: () => valueBytes,
    async stop() {
      await Promise.all(owners.map((owner) => owner.stop()));
      await log.close();
    },
  };
}

/** A new text each time: a command that changes nothing appends nothing. */
export const descriptionOf = (serial: number): string => `${'as long as descriptions are, '.repeat(4)}${serial}`;
