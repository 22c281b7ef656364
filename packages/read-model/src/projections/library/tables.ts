import { flag, integer, json, optional, table, text } from '../../tables/table.ts';

/** The place of a row in a dataset. The removal of a document or dataset finds its rows by it. */
const place = { datasetId: text, documentId: text } as const;
const byPlace = ['datasetId', 'documentId'] as const;

export const libraryTables = {
  dataset: table(
    {
      datasetId: text,
      tenantId: text,
      name: text,
      description: optional(text),
      settings: json,
      version: integer,
      createdAtMs: integer,
      updatedAtMs: integer,
    },
    ['datasetId'],
    [['tenantId', 'createdAtMs', 'datasetId']],
  ),
  document: table(
    {
      ...place,
      tenantId: text,
      /** The slot of the document's own key, for code that seals more data of the document. */
      keySlot: text,
      /** Null when its key was erased; the document is about to be deleted. */
      name: optional(text),
      /** The part of the name that an index can hold, whatever the name's length. */
      nameStart: optional(text),
      metadata: optional(json),
      enabled: flag,
      revision: integer,
      blobId: text,
      sha256: text,
      sizeBytes: integer,
      mediaType: text,
      status: text,
      /** The latest run, whatever its status. */
      runId: optional(text),
      /** The visible run and its counts. */
      visibleRun: optional(integer),
      visibleRunId: optional(text),
      chunks: integer,
      tokens: integer,
      pages: integer,
      errorCode: optional(text),
      errorMessage: optional(text),
      version: integer,
      createdAtMs: integer,
      updatedAtMs: integer,
    },
    ['documentId'],
    [
      ['datasetId', 'createdAtMs', 'documentId'],
      ['datasetId', 'status', 'createdAtMs', 'documentId'],
      ['datasetId', 'nameStart'],
    ],
  ),
  revision: table(
    { ...place, revision: integer, blobId: text, sha256: text, sizeBytes: integer, mediaType: text, createdAtMs: integer },
    ['documentId', 'revision'],
    [byPlace],
  ),
  run: table(
    {
      runId: text,
      ...place,
      run: integer,
      revision: integer,
      status: text,
      priority: text,
      settings: json,
      keepEdits: flag,
      requestedAtMs: integer,
      endedAtMs: optional(integer),
      cancelReason: optional(text),
      errorTaskId: optional(text),
      errorCode: optional(text),
      errorMessage: optional(text),
      chunks: integer,
      tokens: integer,
      pages: integer,
      version: integer,
    },
    ['runId'],
    [byPlace, ['documentId', 'run']],
  ),
  task: table(
    {
      runId: text,
      taskId: text,
      ...place,
      /** The plan is 0, windows count from 1, and other tasks of the whole document come after them. */
      ordinal: integer,
      firstUnit: optional(integer),
      lastUnit: optional(integer),
      status: text,
      attempt: integer,
      lostWorkers: integer,
      alone: flag,
      retryAtMs: optional(integer),
      artifact: optional(text),
      chunks: integer,
      tokens: integer,
      pages: integer,
      completedAtMs: optional(integer),
      errorCode: optional(text),
      errorMessage: optional(text),
    },
    ['runId', 'taskId'],
    [byPlace],
  ),
  attempt: table(
    {
      runId: text,
      taskId: text,
      attempt: integer,
      ...place,
      workerId: text,
      status: text,
      startedAtMs: integer,
      endedAtMs: optional(integer),
      errorCode: optional(text),
      errorMessage: optional(text),
    },
    ['runId', 'taskId', 'attempt'],
    [byPlace],
  ),
  /** A document has at most one: its latest run failed and was not replayed, discarded or superseded. */
  deadLetter: table(
    { ...place, runId: text, run: integer, taskId: text, errorCode: text, errorMessage: text, failedAtMs: integer },
    ['documentId'],
    [byPlace, ['runId'], ['failedAtMs', 'documentId']],
  ),
  chunkEdit: table(
    {
      documentId: text,
      chunkId: text,
      datasetId: text,
      /** The run that made the passage; 0 for one that a person typed in. */
      run: integer,
      enabled: flag,
      deleted: flag,
      version: integer,
      updatedAtMs: integer,
    },
    ['documentId', 'chunkId'],
    [byPlace],
  ),
  /** The text is separate from its edit, because an edit that only switches a passage off keeps the text. */
  chunkText: table({ documentId: text, chunkId: text, datasetId: text, text: optional(text) }, ['documentId', 'chunkId'], [byPlace]),
  receipt: table(
    {
      receiptId: text,
      tenantId: text,
      datasetId: text,
      documentId: optional(text),
      requestedAtMs: integer,
      completedAtMs: optional(integer),
    },
    ['receiptId'],
  ),
  receiptStore: table({ receiptId: text, store: text, removed: integer, erasedAtMs: integer }, ['receiptId', 'store']),
} as const;

export type LibraryTables = typeof libraryTables;
