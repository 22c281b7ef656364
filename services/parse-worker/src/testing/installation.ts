import { commandIdFrom, internalSubmission } from '@ragtime/application/submission';
import { type BlobStore, createMemoryBlobStore } from '@ragtime/blob-store';
import { createCodec } from '@ragtime/contracts';
import { type Bell, decodeProgress, encodeSignal, type ProgressMessage } from '@ragtime/contracts/signals';
import {
  addedTasks,
  type BlobId,
  type DatasetId,
  type DatasetSettings,
  type DocumentId,
  type DocumentTopicCommand,
  type DocumentTopicEvent,
  defaultDatasetSettings,
  documentRules,
  inDocumentOrder,
  type KeySlot,
  type NameHash,
  planTaskId,
  type RunId,
  type TaskId,
  type TaskResult,
  type TenantId,
  topics,
  type UserId,
  type Window,
  type WorkerId,
} from '@ragtime/domain';
import { type Codec, createMemorySignals, createPartitionOwner, isLogEvent, type Signals } from '@ragtime/event-log';
import { createMemoryLog } from '@ragtime/event-log/testing';
import type { Machine } from '@ragtime/runtime';
import type { TaskBus } from '../options.ts';

const tenantId = 'tenant' as TenantId;
export const datasetId = 'dataset' as DatasetId;
export const workerId = 'worker' as WorkerId;

/** Everything that a worker needs around it: one partition of the log with the real rules, blobs, signals, and a function that rings. */
export async function install(
  machine: Machine,
  blobs: BlobStore = createMemoryBlobStore({ clock: machine.clock }),
  signals: Signals = createMemorySignals(),
) {
  const log = createMemoryLog({ machine });
  await log.ensureTopics([{ name: topics.documentEvents, partitions: 1 }]);
  const codec = createCodec() as Codec<DocumentTopicEvent>;
  const owner = createPartitionOwner({ log, machine, codec, topic: topics.documentEvents, partition: 0, rules: documentRules });
  const bus = { submit: (submission) => owner.submit(submission as Parameters<typeof owner.submit>[0]) } satisfies TaskBus;
  const heard: ProgressMessage[] = [];
  await signals.subscribe(topics.taskProgress, { partitions: 'all' }, ({ value }) => {
    const message = decodeProgress(value);
    if (message !== undefined) heard.push(message);
  });
  let commands = 0;

  async function submit(command: DocumentTopicCommand) {
    commands += 1;
    const commandId = commandIdFrom('edge', commands);
    return await owner.submit(
      internalSubmission({ command, commandId, actor: { kind: 'account', account: 'ada' as UserId }, tenantId, correlationId: commandId }),
    );
  }

  const events = (): readonly DocumentTopicEvent[] =>
    log.contents(topics.documentEvents, 0).flatMap(({ value }) => {
      const decoded = value === undefined ? undefined : codec.decode(value);
      return decoded?.ok && !isLogEvent(decoded.envelope.event) ? [decoded.envelope.event] : [];
    });

  const originals = new Map<DocumentId, { readonly blobId: BlobId; readonly sha256: string; readonly extension: string }>();

  async function upload(documentId: DocumentId, bytes: Uint8Array, name: string, extension = 'txt') {
    const path = `${tenantId}/${datasetId}/${documentId}/${name}`;
    const { sha256, sizeBytes } = await blobs.write(path, once(bytes), { bytesMax: 100_000_000 });
    originals.set(documentId, { blobId: path as BlobId, sha256, extension });
    return { blobId: path as BlobId, sha256, sizeBytes, mediaType: 'application/octet-stream' };
  }

  return {
    machine,
    log,
    owner,
    bus,
    signals,
    blobs,
    heard,
    submit,
    events,
    start: () => owner.start(),
    createDataset: (settings: Partial<DatasetSettings> = {}) =>
      submit({
        type: 'CreateDataset',
        datasetId,
        tenantId,
        name: 'Dataset',
        nameHash: 'dataset' as NameHash,
        description: undefined,
        settings: { ...defaultDatasetSettings, ...settings },
      }),
    async revise(documentId: DocumentId, bytes: Uint8Array) {
      const original = await upload(documentId, bytes, 'revised');
      return await submit({ type: 'ReviseDocument', datasetId, documentId, original, uploadedAtMs: machine.clock.nowMs() });
    },
    async register(documentId: DocumentId, bytes: Uint8Array, extension = 'txt') {
      const original = await upload(documentId, bytes, 'original', extension);
      const keySlot = documentId as string as KeySlot;
      return await submit({
        type: 'RegisterDocument',
        datasetId,
        documentId,
        keySlot,
        original,
        metadata: undefined,
        ifExists: 'add',
        name: { slot: keySlot, box: new Uint8Array(1) },
        nameHash: documentId as string as NameHash,
        uploadedAtMs: machine.clock.nowMs(),
      });
    },
    parse: (documentId: DocumentId, runId: RunId) =>
      submit({ type: 'RequestParsing', datasetId, documents: [{ documentId, runId }], keepEdits: false, ifMissing: 'refuse' }),
    /** Rings as an orchestrator does. */
    async ring(
      documentId: DocumentId,
      runId: RunId,
      { partition = 0, ...of }: Partial<Pick<Bell, 'taskId' | 'attempt' | 'alone' | 'window'>> & { readonly partition?: number } = {},
    ) {
      const requested = events().find((event) => event.type === 'ParsingRequested' && event.runId === runId);
      const original = originals.get(documentId);
      if (requested?.type !== 'ParsingRequested' || original === undefined) throw new Error(`${runId} was not requested`);
      const { settings, run } = requested;
      const { blobId, sha256, extension } = original;
      const bell: Bell = {
        type: 'bell',
        tenantId,
        datasetId,
        documentId,
        run,
        runId,
        taskId: planTaskId,
        attempt: 1,
        alone: false,
        original: blobId,
        sha256,
        extension,
        settings,
        correlationId: runId,
        ...of,
      };
      await signals.publish(topics.tasks, { key: runId, partition, value: encodeSignal(bell) });
    },
    cancelNotice: (runId: RunId, attempt = 1, of = workerId) =>
      signals.publish(topics.taskProgress, {
        key: runId,
        partition: 0,
        value: encodeSignal({ type: 'cancel', workerId: of, runId, taskId: planTaskId, attempt }),
      }),
    async stop() {
      await owner.stop();
      await log.close();
    },
  };
}

export type Installation = Awaited<ReturnType<typeof install>>;

/** The results of the tasks of a run that made passages, in the order of the document. */
export const resultsOf = (events: readonly DocumentTopicEvent[], runId: RunId): readonly TaskResult[] =>
  events
    .flatMap((event) => (event.type === 'TaskCompleted' && event.runId === runId && event.result.chunks > 0 ? [event] : []))
    .toSorted((one, other) => inDocumentOrder(one.taskId, other.taskId))
    .map(({ result }) => result);

/** The windows that a plan added. */
export function windowsOf(
  events: readonly DocumentTopicEvent[],
  runId: RunId,
): readonly (Window & { readonly taskId: TaskId; readonly index: number })[] {
  const planned = events.find((event) => event.type === 'TaskCompleted' && event.runId === runId && event.taskId === planTaskId);
  if (planned?.type !== 'TaskCompleted') return [];
  return planned.adds.flatMap(addedTasks).flatMap(({ taskId, window }) => (window === undefined ? [] : [{ taskId, ...window }]));
}

export const types = (events: readonly DocumentTopicEvent[]): readonly string[] => events.map(({ type }) => type);

export const taskId = (name: string): TaskId => name as TaskId;

export const silentLogger = { info: () => undefined, warn: () => undefined, error: () => undefined };

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
