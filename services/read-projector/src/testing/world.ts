import { createCodec } from '@ragtime/contracts';
import {
  type DatasetId,
  type DocumentId,
  type DocumentTopicCommand,
  type DomainEvent,
  defaultDatasetSettings,
  documentRules,
  eventTopicNames,
  type ReceiptId,
  type RunId,
  type TaskId,
  type TenantId,
  tenantRules,
  topics,
  type WorkerId,
} from '@ragtime/domain';
import { type Codec, createPartitionOwner, type OutcomePosition, partitionOf } from '@ragtime/event-log';
import { createMemoryLog, type MemoryLog } from '@ragtime/event-log/testing';
import { createMemoryVault, type KeyVault } from '@ragtime/key-vault';
import { createLogger, type Logger, realMachine as machine, randomUuid } from '@ragtime/runtime';

export const partitions = 2;
export const tenantId = 'tenant-1' as TenantId;

/** A log with its owners, as another process would run them. The read projector follows it. */
export interface World {
  readonly log: MemoryLog;
  readonly codec: Codec<DomainEvent>;
  readonly vault: KeyVault;
  readonly logger: Logger;
  /** Lines of the program's log at warn and above. */
  readonly warnings: readonly string[];
  /** @returns the position after its events. Throws when the command is not accepted. */
  submit(command: DocumentTopicCommand): Promise<OutcomePosition>;
  createDataset(id: string): Promise<OutcomePosition>;
  upload(datasetId: string, documentId: string, name?: string): Promise<OutcomePosition>;
  /** Runs a parse from the request to the end, with one worker. */
  parse(datasetId: string, documentId: string): Promise<OutcomePosition>;
  deleteDocument(datasetId: string, documentId: string): Promise<OutcomePosition>;
  deleteDataset(datasetId: string): Promise<OutcomePosition>;
  close(): Promise<void>;
}

export async function createWorld(): Promise<World> {
  const log = createMemoryLog({ machine });
  const codec = createCodec();
  const vault = await createMemoryVault({ random: machine.random });
  const warnings: string[] = [];
  const logger = createLogger({ level: 'warn', destination: { write: (line: string) => void warnings.push(line) } });
  await log.ensureTopics(eventTopicNames.map((name) => ({ name, partitions })));
  const shared = { log, machine, codec: codec as Codec<never> };
  const owners = Array.from({ length: partitions }, (_, partition) =>
    createPartitionOwner({ ...shared, topic: topics.documentEvents, partition, rules: documentRules }),
  );
  const tenantOwners = Array.from({ length: partitions }, (_, partition) =>
    createPartitionOwner({ ...shared, topic: topics.tenantEvents, partition, rules: tenantRules }),
  );
  await Promise.all([...owners, ...tenantOwners].map((owner) => owner.start()));

  async function submit(command: DocumentTopicCommand): Promise<OutcomePosition> {
    const outcome = await owners[partitionOf(documentRules.scopeOf(command), partitions)]?.submit({
      command,
      commandId: randomUuid(machine.random),
      payloadHash: new Uint8Array(16),
      remembered: false,
      ifVersion: undefined,
      cause: undefined,
      correlationId: 'test',
      tenantId,
      actor: 'user:ada',
      traceParent: undefined,
    });
    if (outcome?.kind !== 'accepted') throw new Error(`${command.type} was not accepted: ${JSON.stringify(outcome)}`);
    return outcome.at;
  }

  const world = {
    log,
    codec,
    vault,
    logger,
    warnings,
    submit,
    createDataset: async (id: string) =>
      await submit({
        type: 'CreateDataset',
        datasetId: id as DatasetId,
        tenantId,
        name: id,
        nameHash: vault.hashName(tenantId, id),
        description: undefined,
        settings: defaultDatasetSettings,
      }),
    async upload(datasetId: string, documentId: string, name = `${documentId}.md`) {
      const keySlot = await vault.takeSlot();
      return await submit({
        type: 'RegisterDocument',
        datasetId: datasetId as DatasetId,
        documentId: documentId as DocumentId,
        keySlot,
        name: vault.seal(keySlot, name),
        nameHash: vault.hashName(tenantId, name),
        metadata: vault.seal(keySlot, '{"year":2026}'),
        uploadedAtMs: machine.clock.nowMs(),
        ifExists: 'add',
        original: {
          blobId: `t/d/${documentId}/1` as never,
          sha256: 'a'.repeat(64),
          sizeBytes: 1,
          mediaType: 'text/markdown',
        },
      });
    },
    async parse(datasetId: string, documentId: string) {
      const at = {
        datasetId: datasetId as DatasetId,
        documentId: documentId as DocumentId,
      };
      const runId = `run of ${documentId}` as RunId;
      await submit({
        type: 'RequestParsing',
        datasetId: at.datasetId,
        documents: [
          {
            ...at,
            runId,
          },
        ],
        keepEdits: false,
        ifMissing: 'refuse',
      });
      const attempt = {
        ...at,
        run: 1,
        taskId: 'plan' as TaskId,
        attempt: 1,
        workerId: 'worker-1' as WorkerId,
      };
      await submit({
        type: 'StartAttempt',
        ...attempt,
      });
      return await submit({
        type: 'CompleteTask',
        ...attempt,
        result: {
          artifact: 't/d/a' as never,
          chunks: 2,
          tokens: 20,
          pages: 1,
        },
        adds: [],
      });
    },
    deleteDocument: async (datasetId: string, documentId: string) =>
      await submit({
        type: 'DeleteDocument',
        datasetId: datasetId as DatasetId,
        documentId: documentId as DocumentId,
        receiptId: `receipt of ${documentId}` as ReceiptId,
      }),
    deleteDataset: async (datasetId: string) =>
      await submit({
        type: 'CloseDataset',
        datasetId: datasetId as DatasetId,
        receiptId: `receipt of ${datasetId}` as ReceiptId,
      }),
    async close() {
      await Promise.all([...owners, ...tenantOwners].map((owner) => owner.stop()));
      await log.close();
      await vault.close();
    },
  } satisfies World;
  return world;
}
