import type { DocumentId, RunId } from '@ragtime/domain';
import { topics } from '@ragtime/event-log';
import { hashEmbedder } from '@ragtime/models';
import { startOrchestrator } from '@ragtime/orchestrator';
import { startParseWorker } from '@ragtime/parse-worker';
import { expect, it } from 'vitest';
import { createClient } from './client.ts';
import { createFakeParser } from './fake-parser.ts';
import { eventsOf } from './history.ts';
import { quietLogger, startCore, workerName } from './system.ts';

it('a document that is asked for is parsed: one bell, one attempt, one batch', async () => {
  const core = await startCore({ seed: 1 });
  const { machine, signals, log, codec, bus, blobs, vault } = core;
  const embedder = hashEmbedder({ dimensions: 8 });
  const client = createClient(core, embedder.modelId);
  const parser = createFakeParser({ ...machine, windowsMax: 1, mostMs: 100, failShare: 0 });
  const nothing = { erased: async () => ({ removed: 0 }) };
  const orchestrator = await startOrchestrator({
    log,
    codec,
    bus,
    signals,
    blobs,
    vault,
    machine,
    logger: quietLogger,
    stores: { 'read-model': nothing, index: nothing },
  });
  const worker = await startParseWorker({
    workerId: workerName(1),
    slots: 2,
    bus,
    signals,
    blobs,
    parser,
    embedders: [embedder],
    machine,
    logger: quietLogger,
  });
  await machine.until(client.createTenant());
  await machine.until(client.createDataset());
  await machine.until(client.upload('document' as DocumentId, 'text'));
  await machine.until(client.parse('document' as DocumentId, 'run' as RunId));
  await machine.advance(1_000);
  expect(eventsOf(core, topics.documentEvents).map(({ event }) => event.type)).toStrictEqual([
    'DatasetCreated',
    'DocumentRegistered',
    'ParsingRequested',
    'AttemptStarted',
    'TaskCompleted',
    'RunEnded',
    'DocumentParsed',
  ]);
  await machine.until(Promise.all([worker.stop(), orchestrator.stop()]));
  await core.stop();
});
