import {
  type BlobId,
  type DatasetId,
  type DatasetSettings,
  type DocumentId,
  type DomainCommand,
  defaultDatasetSettings,
  type KeySlot,
  planTaskId,
  type ReceiptId,
  type RunId,
  type TaskId,
  type TenantId,
  type WorkerId,
} from '@ragtime/domain';
import type { KeyVault } from '@ragtime/key-vault';
import type { Machine } from '@ragtime/runtime';

type Command<Type extends DomainCommand['type']> = Extract<DomainCommand, { readonly type: Type }>;

export interface Place {
  readonly datasetId: DatasetId;
  readonly documentId: DocumentId;
}

/** What a test may state about a document. */
export interface Registered {
  readonly keySlot: KeySlot;
  /** Default: the id of the document and `.md`. */
  readonly name?: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** Default: an original without stored bytes, for tests that do not read it. */
  readonly original?: Command<'RegisterDocument'>['original'];
}

interface Attempt extends Place {
  readonly run: number;
  readonly taskId: TaskId;
  readonly attempt: number;
  readonly workerId: WorkerId;
}

/** Makes the commands that users of one tenant send. A test states only what matters to it. */
export function commandsOf({ vault, machine, tenantId }: CommandOptions) {
  return {
    createDataset: (datasetId: DatasetId, settings: DatasetSettings = defaultDatasetSettings): Command<'CreateDataset'> => ({
      type: 'CreateDataset',
      datasetId,
      tenantId,
      name: datasetId,
      nameHash: vault.hashName(tenantId, datasetId),
      description: undefined,
      settings,
    }),
    registerDocument: (
      at: Place,
      { keySlot, name = `${at.documentId}.md`, metadata, original }: Registered,
    ): Command<'RegisterDocument'> => ({
      type: 'RegisterDocument',
      ...at,
      keySlot,
      name: vault.seal(keySlot, name),
      nameHash: vault.hashName(tenantId, name),
      metadata: metadata && vault.seal(keySlot, JSON.stringify(metadata)),
      uploadedAtMs: machine.clock.nowMs(),
      ifExists: 'add',
      original: original ?? {
        blobId: `${tenantId}/${at.datasetId}/${at.documentId}/original` as BlobId,
        sha256: 'a'.repeat(64),
        sizeBytes: 1,
        mediaType: 'text/markdown',
      },
    }),
    requestParsing: ({ datasetId, documentId }: Place, runId: RunId, { keepEdits = false } = {}): Command<'RequestParsing'> => ({
      type: 'RequestParsing',
      datasetId,
      documents: [{ documentId, runId }],
      keepEdits,
      ifMissing: 'refuse',
    }),
    deleteDocument: (at: Place): Command<'DeleteDocument'> => ({
      type: 'DeleteDocument',
      ...at,
      receiptId: `receipt of ${at.documentId}` as ReceiptId,
    }),
    closeDataset: (datasetId: DatasetId): Command<'CloseDataset'> => ({
      type: 'CloseDataset',
      datasetId,
      receiptId: `receipt of ${datasetId}` as ReceiptId,
    }),
  };
}

interface CommandOptions {
  readonly vault: KeyVault;
  readonly machine: Machine;
  readonly tenantId: TenantId;
}

/** The first attempt of a worker at the plan of a run. */
export const planAttempt = (at: Place, run: number): Attempt => ({
  datasetId: at.datasetId,
  documentId: at.documentId,
  run,
  taskId: planTaskId,
  attempt: 1,
  workerId: 'worker-1' as WorkerId,
});

export const startAttempt = (attempt: Attempt): Command<'StartAttempt'> => ({ type: 'StartAttempt', ...attempt });

/** Completes a task that adds no other task. */
export const completeTask = (attempt: Attempt, result: Command<'CompleteTask'>['result']): Command<'CompleteTask'> => ({
  type: 'CompleteTask',
  ...attempt,
  result,
  adds: [],
});
