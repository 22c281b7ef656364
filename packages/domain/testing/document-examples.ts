import type { AddChunk } from '../src/chunk/commands.ts';
import type { ChunkDeleted, ChunkEdited } from '../src/chunk/events.ts';
import type { DatasetCreated, DatasetSettings } from '../src/dataset/events.ts';
import { defaultDatasetSettings } from '../src/dataset/settings.ts';
import type { RegisterDocument } from '../src/document/commands.ts';
import type { DocumentRegistered, Original } from '../src/document/events.ts';
import type {
  BlobId,
  ChunkId,
  DatasetId,
  DocumentId,
  KeySlot,
  NameHash,
  ReceiptId,
  RunId,
  Sealed,
  TaskId,
  TenantId,
  WorkerId,
} from '../src/ids.ts';
import type { CompleteTask, ExpireAttempt, FailAttempt, StartAttempt } from '../src/parse-run/commands.ts';
import type {
  AttemptExpired,
  AttemptFailed,
  AttemptStarted,
  DocumentParsed,
  NewTasks,
  ParsingRequested,
  RunEnded,
  RunFailed,
  TaskCompleted,
  TaskDied,
  TaskResult,
} from '../src/parse-run/events.ts';
import { planTaskId } from '../src/parse-run/tasks.ts';

export const datasetId = 'dataset' as DatasetId;
export const tenantId = 'tenant' as TenantId;
export const documentId = 'document' as DocumentId;
export const otherDocumentId = 'other-document' as DocumentId;
export const chunkId = 'chunk' as ChunkId;
export const receiptId = 'receipt' as ReceiptId;
const ada = 'ada' as WorkerId;
export const zombie = 'zombie' as WorkerId;

export const nameHash = (name: string) => `hash of ${name}` as NameHash;
export const runId = (name: string) => name as RunId;
export const sealed = (text: string): Sealed => ({ slot: 'slot' as KeySlot, box: Uint8Array.from(text, (letter) => letter.charCodeAt(0)) });

/** @param digit the one digit that the sha256 of the bytes repeats 64 times. */
export const original = (digit = '1', blobId = `blob ${digit}`): Original => ({
  blobId: blobId as BlobId,
  sha256: digit.repeat(64),
  sizeBytes: 7,
  mediaType: 'text/plain',
});

export const settings: DatasetSettings = defaultDatasetSettings;

export const created: DatasetCreated = {
  type: 'DatasetCreated',
  datasetId,
  tenantId,
  name: 'Handbook',
  nameHash: nameHash('Handbook'),
  description: 'What everybody should know',
  settings,
};

export const register = (change: Partial<RegisterDocument> = {}): RegisterDocument => ({
  type: 'RegisterDocument',
  datasetId,
  documentId,
  keySlot: 'slot' as KeySlot,
  name: sealed('a.txt'),
  nameHash: nameHash('a.txt'),
  metadata: undefined,
  original: original(),
  uploadedAtMs: 0,
  ifExists: 'add',
  ...change,
});

export const registered = (change: Partial<DocumentRegistered> = {}): DocumentRegistered => ({
  type: 'DocumentRegistered',
  datasetId,
  documentId,
  keySlot: 'slot' as KeySlot,
  name: sealed('a.txt'),
  nameHash: nameHash('a.txt'),
  metadata: undefined,
  original: original(),
  ...change,
});

const ofRun = { datasetId, documentId, run: 1, runId: runId('first-run') } as const;
const ofTask = { ...ofRun, taskId: planTaskId, attempt: 1 } as const;
const ofCommand = { datasetId, documentId, run: 1, taskId: planTaskId, attempt: 1, workerId: ada } as const;

export const result = (artifact = 'artifact', chunks = 2): TaskResult => ({ artifact: artifact as BlobId, chunks, tokens: 30, pages: 1 });
/** The result of a task that only adds others. */
export const nothingMade = (artifact: string): TaskResult => ({ artifact: artifact as BlobId, chunks: 0, tokens: 0, pages: 0 });
export const error = { code: 'parser-timeout', message: 'took longer than 60 s' };

export const requested = (change: Partial<ParsingRequested> = {}): ParsingRequested => ({
  ...ofRun,
  type: 'ParsingRequested',
  revision: 1,
  original: original().blobId,
  settings,
  priority: 'normal',
  keepEdits: false,
  ...change,
});
export const attemptStarted = (change: Partial<AttemptStarted> = {}): AttemptStarted => ({
  ...ofTask,
  type: 'AttemptStarted',
  workerId: ada,
  ...change,
});
/** The tasks that it adds are the first of their kind in the run, unless `from` says otherwise. */
export const taskCompleted = ({
  adds = [],
  ...change
}: Partial<Omit<TaskCompleted, 'adds'>> & { readonly adds?: readonly (NewTasks & { readonly from?: number })[] } = {}): TaskCompleted => ({
  ...ofTask,
  type: 'TaskCompleted',
  workerId: ada,
  result: result(),
  adds: adds.map((added) => ({ from: 0, ...added })),
  ...change,
});
export const attemptFailed = (change: Partial<AttemptFailed> = {}): AttemptFailed => ({
  ...ofTask,
  type: 'AttemptFailed',
  workerId: ada,
  error,
  retryAtMs: 1_000,
  ...change,
});
export const attemptExpired = (change: Partial<AttemptExpired> = {}): AttemptExpired => ({
  ...ofTask,
  type: 'AttemptExpired',
  workerId: ada,
  lostWorkers: 1,
  alone: false,
  ...change,
});
export const taskDied = (change: Partial<TaskDied> = {}): TaskDied => ({ ...ofTask, type: 'TaskDied', error, ...change });
export const runFailed = (change: Partial<RunFailed> = {}): RunFailed => ({
  ...ofRun,
  type: 'RunFailed',
  taskId: planTaskId,
  error,
  ...change,
});
export const runEnded = (change: Partial<RunEnded> = {}): RunEnded => ({ ...ofRun, type: 'RunEnded', ...change });
export const documentParsed = (change: Partial<DocumentParsed> = {}): DocumentParsed => ({
  ...ofRun,
  type: 'DocumentParsed',
  revision: 1,
  parts: 1,
  chunks: 2,
  tokens: 30,
  pages: 1,
  keepEdits: false,
  ...change,
});

export const start = (change: Partial<StartAttempt> = {}): StartAttempt => ({ ...ofCommand, type: 'StartAttempt', ...change });
export const complete = (change: Partial<CompleteTask> = {}): CompleteTask => ({
  ...ofCommand,
  type: 'CompleteTask',
  result: result(),
  adds: [],
  ...change,
});
export const fail = (change: Partial<FailAttempt> = {}): FailAttempt => ({
  ...ofCommand,
  type: 'FailAttempt',
  error,
  retryable: true,
  jitter: 0.5,
  ...change,
});
export const expire = (change: Partial<ExpireAttempt> = {}): ExpireAttempt => ({ ...ofCommand, type: 'ExpireAttempt', ...change });

export const windowTask = (index: number) => ({ taskId: `window-${index}` as TaskId });

export const addChunk = (change: Partial<AddChunk> = {}): AddChunk => ({
  type: 'AddChunk',
  datasetId,
  documentId,
  chunkId,
  text: sealed('typed in'),
  ...change,
});
export const chunkEdited = (change: Partial<ChunkEdited> = {}): ChunkEdited => ({
  type: 'ChunkEdited',
  datasetId,
  documentId,
  chunkId,
  run: 1,
  text: sealed('mended'),
  enabled: true,
  ...change,
});
export const chunkDeleted = (change: Partial<ChunkDeleted> = {}): ChunkDeleted => ({
  type: 'ChunkDeleted',
  datasetId,
  documentId,
  chunkId,
  run: 1,
  ...change,
});

/** A document with one run that is over and visible. */
export const parsedOnce = [created, registered(), requested(), attemptStarted(), taskCompleted(), runEnded(), documentParsed()] as const;
