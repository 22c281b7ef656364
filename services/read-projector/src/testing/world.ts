import {
  type DatasetId,
  type DocumentId,
  type DomainCommand,
  defaultDatasetSettings,
  type ReceiptId,
  type RunId,
  type TaskId,
  type TenantId,
  type WorkerId,
} from '@ragtime/domain';
import type { OutcomePosition } from '@ragtime/event-log';
import { createLogger, type Logger, realMachine as machine } from '@ragtime/runtime';
import { startWorld, type World as WriteSide } from '@ragtime/testkit/world';

export const partitions = 2;
export const tenantId = 'tenant-1' as TenantId;

/** The world that a read projector follows, and what users and workers do in it. */
export interface World extends Pick<WriteSide, 'log' | 'codec' | 'vault'> {
  readonly logger: Logger;
  /** Lines of the program's log at warn and above. */
  readonly warnings: readonly string[];
  /** @returns the position after its events. Throws when the command is not accepted. */
  submit(command: DomainCommand): Promise<OutcomePosition>;
  createDataset(id: string): Promise<OutcomePosition>;
  upload(datasetId: string, documentId: string, name?: string): Promise<OutcomePosition>;
  /** Runs a parse from the request to the end, with one worker. */
  parse(datasetId: string, documentId: string): Promise<OutcomePosition>;
  deleteDocument(datasetId: string, documentId: string): Promise<OutcomePosition>;
  deleteDataset(datasetId: string): Promise<OutcomePosition>;
  close(): Promise<void>;
}

export async function createWorld(): Promise<World> {
  const base = await startWorld({ machine, partitions });
  const { vault } = base;
  const warnings: string[] = [];
  const logger = createLogger({ level: 'warn', destination: { write: (line: string) => void warnings.push(line) } });
  const submit = async (command: DomainCommand) => await base.submit(command, tenantId);

  const world = {
    ...base,
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
    close: base.stop,
  } satisfies World;
  return world;
}
