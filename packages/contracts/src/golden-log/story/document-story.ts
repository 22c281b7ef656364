import {
  allStores,
  type DocumentId,
  type DocumentTopicCommand,
  planTaskId,
  type TaskId,
  type TaskKinds,
  taskKinds,
  type WorkerId,
  windowTaskId,
  windowTasks,
} from '@ragtime/domain';
import * as name from './names.ts';

const { handbook: datasetId, policy, scan, firstWorker, secondWorker } = name;
const policySlot = name.keySlot('policy');

const uploaded = (documentId: DocumentId) => ({ type: 'RegisterDocument', datasetId, documentId, ifExists: 'refuse' }) as const;
const change = (documentId: DocumentId) => ({ type: 'ChangeDocument', datasetId, documentId }) as const;
const parse = (documentId: DocumentId, run: string): DocumentTopicCommand => ({
  type: 'RequestParsing',
  datasetId,
  documents: [{ documentId, runId: name.runId(run) }],
  keepEdits: true,
  ifMissing: 'refuse',
});
const attempt = (documentId: DocumentId, run: number, taskId = planTaskId, number = 1, workerId: WorkerId = firstWorker) =>
  ({ datasetId, documentId, run, taskId, attempt: number, workerId }) as const;
const result = (of: string) => ({ artifact: name.blobId(of), chunks: 12, tokens: 2_871, pages: 20 });
const fault = (code: string, retryable: boolean) =>
  ({ type: 'FailAttempt', error: { code, message: `${code} at page 21` }, retryable, jitter: 0.5 }) as const;

const datasets: readonly DocumentTopicCommand[] = [
  {
    type: 'CreateDataset',
    datasetId,
    tenantId: name.tenantId,
    name: 'Handbook',
    nameHash: name.nameHash('handbook'),
    description: undefined,
    settings: name.settings,
  },
  { type: 'ChangeDataset', datasetId, description: 'What everybody should know' },
  { type: 'ChangeDataset', datasetId, name: { name: 'Staff handbook', nameHash: name.nameHash('staff handbook') } },
  { type: 'ChangeDataset', datasetId, settings: { ...name.settings, priority: 'background' } },
  { type: 'FenceDatasetName', datasetId, nameHash: name.nameHash('never taken'), reservedAtMs: Date.UTC(2026, 10, 25) },
  { type: 'AbandonDataset', datasetId: name.abandoned, tenantId: name.tenantId },
];

const documents: readonly DocumentTopicCommand[] = [
  {
    ...uploaded(policy),
    keySlot: policySlot,
    name: name.sealed(policySlot, 'Reisekosten.pdf'),
    nameHash: name.nameHash('policy'),
    metadata: name.sealed(policySlot, '{"department":"finance"}'),
    original: name.original('v1', 'application/pdf', 48_213),
    uploadedAtMs: Date.UTC(2026, 10, 25),
  },
  {
    ...uploaded(scan),
    keySlot: name.keySlot('scan'),
    name: name.sealed(name.keySlot('scan'), 'scan.pdf'),
    nameHash: name.nameHash('scan'),
    metadata: undefined,
    original: name.original('scan', 'application/pdf', 5_000_000_000),
    uploadedAtMs: Date.UTC(2026, 10, 25),
  },
  {
    type: 'ReviseDocument',
    datasetId,
    documentId: policy,
    original: name.original('v2', 'application/pdf', 51_002),
    uploadedAtMs: Date.UTC(2026, 10, 25),
  },
  { ...change(policy), name: { name: name.sealed(policySlot, 'Reisekosten 2026.pdf'), nameHash: name.nameHash('policy 2026') } },
  { ...change(policy), metadata: null },
  { ...change(policy), enabled: false },
  { ...change(policy), enabled: true },
];

/** A document of several windows. One of them needs a second attempt. */
const parsed: readonly DocumentTopicCommand[] = [
  parse(policy, 'policy 1'),
  { type: 'StartAttempt', ...attempt(policy, 1) },
  {
    type: 'CompleteTask',
    ...attempt(policy, 1),
    result: { ...result('plan'), chunks: 0, tokens: 0, pages: 0 },
    adds: windowTasks([
      { first: 1, last: 20 },
      { first: 21, last: 31 },
    ]),
  },
  { type: 'StartAttempt', ...attempt(policy, 1, windowTaskId(0)) },
  { type: 'StartAttempt', ...attempt(policy, 1, windowTaskId(1), 1, secondWorker) },
  { ...attempt(policy, 1, windowTaskId(1), 1, secondWorker), ...fault('parser-timeout', true) },
  { type: 'CompleteTask', ...attempt(policy, 1, windowTaskId(0)), result: result('window 0'), adds: [] },
  { type: 'StartAttempt', ...attempt(policy, 1, windowTaskId(1), 2) },
  { type: 'CompleteTask', ...attempt(policy, 1, windowTaskId(1), 2), result: result('window 1'), adds: [] },
];

const chunks: readonly DocumentTopicCommand[] = [
  {
    type: 'AddChunk',
    datasetId,
    documentId: policy,
    chunkId: name.chunkId('typed in'),
    text: name.sealed(policySlot, 'Belege bis Freitag.'),
  },
  {
    type: 'EditChunk',
    datasetId,
    documentId: policy,
    chunkId: name.chunkId('found'),
    run: 1,
    text: name.sealed(policySlot, 'Berichtigt.'),
  },
  { type: 'EditChunk', datasetId, documentId: policy, chunkId: name.chunkId('typed in'), run: 0, enabled: false },
  { type: 'DeleteChunk', datasetId, documentId: policy, chunkId: name.chunkId('wrong'), run: 1 },
];

/** The worker falls silent, the task dies, it is replayed, dies again, and is given up. Another run is cancelled. */
const failed: readonly DocumentTopicCommand[] = [
  parse(scan, 'scan 1'),
  { type: 'StartAttempt', ...attempt(scan, 1) },
  { type: 'ExpireAttempt', ...attempt(scan, 1) },
  { type: 'StartAttempt', ...attempt(scan, 1, planTaskId, 2, secondWorker) },
  { ...attempt(scan, 1, planTaskId, 2, secondWorker), ...fault('text-missing', false) },
  { type: 'ReplayDeadLetter', datasetId, documentId: scan, failedRunId: name.runId('scan 1'), runId: name.runId('scan 2') },
  { type: 'StartAttempt', ...attempt(scan, 2) },
  { ...attempt(scan, 2), ...fault('text-missing', false) },
  { type: 'DiscardDeadLetter', datasetId, documentId: scan, failedRunId: name.runId('scan 2') },
  parse(policy, 'policy 2'),
  { type: 'CancelParsing', datasetId, documents: [{ documentId: policy, run: 2 }], ifMissing: 'refuse' },
  parse(scan, 'scan 3'),
];

/** A run of the dataset itself. No kind of the release begins one, so the story brings its own. */
export const storyKinds: TaskKinds = { ...taskKinds, survey: { ...taskKinds.plan, scope: 'dataset', mayAdd: {} } };

const survey = { ...attempt(policy, 1, 'survey' as TaskId), documentId: undefined } as const;
const ofDataset: readonly DocumentTopicCommand[] = [
  { type: 'RequestDatasetRun', datasetId, runId: name.runId('survey'), kind: 'survey' },
  { type: 'StartAttempt', ...survey },
  { type: 'CompleteTask', ...survey, result: { ...result('survey'), chunks: 0, tokens: 0, pages: 0 }, adds: [] },
];

/** A document that was erased from every store, and a dataset that one store has not answered for. */
const deleted: readonly DocumentTopicCommand[] = [
  { type: 'DeleteDocument', datasetId, documentId: scan, receiptId: name.receiptId('scan') },
  ...allStores.map((store, removed) => ({ type: 'ReportErased', datasetId, receiptId: name.receiptId('scan'), store, removed }) as const),
  {
    type: 'CreateDataset',
    datasetId: name.archive,
    tenantId: name.tenantId,
    name: 'Archive',
    nameHash: name.nameHash('archive'),
    description: 'Of earlier years',
    settings: name.settings,
  },
  { type: 'CloseDataset', datasetId: name.archive, receiptId: name.receiptId('archive') },
  { type: 'ReportErased', datasetId: name.archive, receiptId: name.receiptId('archive'), store: 'blobs', removed: 0 },
];

/** A handbook with a policy that is parsed and edited, and a scan that has no text. */
export const documentStory: readonly DocumentTopicCommand[] = [
  ...datasets,
  ...documents,
  ...parsed,
  ...chunks,
  ...failed,
  ...ofDataset,
  ...deleted,
];
