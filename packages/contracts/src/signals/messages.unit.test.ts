import type { BlobId, DatasetId, DocumentId, RunId, TaskId, TenantId, WorkerId } from '@ragtime/domain';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Bell, decodeBell, decodeProgress, encodeSignal, type ProgressMessage } from './index.ts';

const workerId = 'worker' as WorkerId;
const attempt = {
  tenantId: 'tenant' as TenantId,
  datasetId: 'dataset' as DatasetId,
  documentId: 'document' as DocumentId,
  run: 1,
  runId: 'run' as RunId,
  taskId: 'plan' as TaskId,
  attempt: 1,
};
const bell: Bell = {
  type: 'bell',
  ...attempt,
  alone: false,
  original: 'tenant/dataset/document/original' as BlobId,
  sha256: 'ab',
  extension: 'md',
  settings: {
    chunking: { method: 'general', chunkTokens: 256, overlapTokens: 0, delimiters: ['\n'] },
    embeddingModel: 'm',
    language: 'en',
    priority: 'normal',
  },
  correlationId: 'c',
};

it('a doorbell is decoded as it was encoded', () => {
  expect(decodeBell(encodeSignal(bell))).toStrictEqual(bell);
  const windowed = { ...bell, window: { index: 1, first: 21, last: 40 } };
  expect(decodeBell(encodeSignal(windowed))).toStrictEqual(windowed);
});

it('progress is decoded as it was encoded', () => {
  const messages: readonly ProgressMessage[] = [
    { type: 'progress', workerId, ...attempt, step: 'parse', done: 3, of: 20, count: 100, unit: 'page' },
    { type: 'worker', workerId, partitions: [3, 5], slots: 2, running: [], endedLastSecond: 0, leaving: false },
    { type: 'cancel', workerId, runId: attempt.runId, taskId: attempt.taskId, attempt: 1 },
  ];
  for (const message of messages) expect(decodeProgress(encodeSignal(message))).toStrictEqual(message);
});

it('bytes that cannot be read are skipped', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(decodeBell(bytes)).toBeUndefined();
      expect(decodeProgress(bytes)).toBeUndefined();
    }),
  );
  expect(decodeBell(encodeSignal({ type: 'cancel', workerId, runId: attempt.runId, taskId: attempt.taskId, attempt: 1 }))).toBeUndefined();
});
