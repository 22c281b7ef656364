import type { DocumentId, RunId, WorkerId } from '@ragtime/domain';
import { topics } from '@ragtime/event-log';
import { hashEmbedder } from '@ragtime/models';
import { type OrchestratorOptions, startOrchestrator } from '@ragtime/orchestrator';
import { startParseWorker } from '@ragtime/parse-worker';
import type { Parser } from '@ragtime/parsing';
import { describe, expect, it } from 'vitest';
import { createClient } from './client.ts';
import { createFakeParser } from './fake-parser.ts';
import { eventsOf } from './history.ts';
import { createMortal, createPausable, quietLogger, startCore, workerName } from './system.ts';

const documentId = 'document' as DocumentId;
const embedder = hashEmbedder({ dimensions: 8 });

async function start({ mostMs = 100, slots = 2 } = {}) {
  const core = await startCore({ seed: 1 });
  const { machine, signals, log, codec, bus, blobs, vault } = core;
  const client = createClient(core, embedder.modelId);
  const seen = { aborts: 0 };
  const fake = createFakeParser({ ...machine, windowsMax: 1, mostMs, failShare: 0 });
  const parser: Parser = {
    ...fake,
    plan: (file, signal) => {
      signal?.addEventListener('abort', () => {
        seen.aborts += 1;
      });
      return fake.plan(file, signal);
    },
  };
  const nothing = { erased: async () => ({ removed: 0 }) };
  await machine.until(client.createTenant());
  await machine.until(client.createDataset());
  return {
    core,
    client,
    machine,
    seen,
    types: () => eventsOf(core, topics.documentEvents).map(({ event }) => event.type),
    request: async (document = documentId, run = `run of ${document}`) => {
      await machine.until(client.upload(document, 'text'));
      await machine.until(client.parse(document, run as RunId));
    },
    orchestrate: (options: Partial<OrchestratorOptions> = {}) =>
      startOrchestrator({
        log,
        codec,
        bus,
        signals,
        blobs,
        vault,
        machine,
        logger: quietLogger,
        stores: { 'read-model': nothing, index: nothing },
        ...options,
      }),
    work: async (name: WorkerId) => {
      const mortal = createMortal();
      await startParseWorker({
        workerId: name,
        slots,
        bus: mortal.bus(bus),
        signals: mortal.signals(signals),
        blobs: mortal.blobs(blobs),
        parser,
        embedders: [embedder],
        machine,
        logger: quietLogger,
      });
      return mortal;
    },
  };
}

const parsedInOneGo = ['ParsingRequested', 'AttemptStarted', 'TaskCompleted', 'RunEnded', 'DocumentParsed'];

describe('a document that is asked for', () => {
  it('is parsed: one bell, one attempt, one batch', async () => {
    const { orchestrate, work, request, machine, types } = await start();
    await orchestrate();
    await work(workerName(1));
    await request();
    await machine.advance(1_000);
    expect(types()).toStrictEqual(['DatasetCreated', 'DocumentRegistered', ...parsedInOneGo]);
  });
  it('is parsed once, though two orchestrators ring for it', async () => {
    const { orchestrate, work, request, machine, types } = await start();
    await orchestrate();
    await orchestrate();
    await work(workerName(1));
    await work(workerName(2));
    await request();
    await machine.advance(5_000);
    expect(types().slice(2)).toStrictEqual(parsedInOneGo);
  });
  it('before there was an orchestrator or a worker is parsed once there are', async () => {
    const { orchestrate, work, request, machine, types } = await start();
    await request();
    await machine.advance(60_000);
    await orchestrate();
    await work(workerName(1));
    await machine.advance(1_000);
    expect(types().slice(2)).toStrictEqual(parsedInOneGo);
  });
  it('starts within milliseconds where a slot is free', async () => {
    const { orchestrate, work, request, machine, types } = await start({ mostMs: 60_000 });
    await orchestrate();
    await work(workerName(1));
    await machine.advance(3_000);
    await request();
    await machine.advance(50);
    expect(types().at(-1)).toBe('AttemptStarted');
  });
});

describe('a cancel', () => {
  it('of a run that runs breaks its work off at once, and frees its slot', async () => {
    const { orchestrate, work, request, machine, types, client, seen } = await start({ mostMs: 60_000, slots: 1 });
    const orchestrator = await orchestrate();
    await work(workerName(1));
    await request();
    await machine.advance(100);
    expect(types().at(-1)).toBe('AttemptStarted');
    await machine.until(client.cancel(documentId));
    await machine.advance(100);
    expect(seen.aborts).toBe(1);
    expect(types().at(-1)).toBe('RunCancelled');
    expect(orchestrator.queues()).toMatchObject({ waiting: [], running: [], workers: [{ busy: 0 }] });
  });
  it('of a run that waits is no more than its event', async () => {
    const { orchestrate, work, request, machine, types, client } = await start({ mostMs: 60_000, slots: 1 });
    await orchestrate();
    await request();
    await machine.until(client.cancel(documentId));
    await work(workerName(1));
    await machine.advance(10_000);
    expect(types().slice(2)).toStrictEqual(['ParsingRequested', 'RunCancelled']);
  });
  it('by deleting the document breaks its work off too', async () => {
    const { orchestrate, work, request, machine, types, client, seen } = await start({ mostMs: 60_000 });
    await orchestrate();
    await work(workerName(1));
    await request();
    await machine.advance(100);
    await machine.until(client.remove(documentId));
    await machine.advance(5_000);
    expect(seen.aborts).toBe(1);
    expect(types().at(-1)).toBe('ErasureCompleted');
  });
});

describe('an attempt whose worker is not heard', () => {
  it('is given to another after the lease, when it died', async () => {
    const { orchestrate, work, request, machine, types } = await start({ mostMs: 20_000 });
    await orchestrate();
    const dead = await work(workerName(1));
    await request();
    await machine.advance(100);
    dead.die();
    await work(workerName(2));
    await machine.advance(25_000);
    expect(types().at(-1)).toBe('AttemptStarted');
    await machine.advance(50_000);
    expect(types().slice(3)).toStrictEqual(['AttemptStarted', 'AttemptExpired', ...parsedInOneGo.slice(1)]);
  });
  it('is not given to another because the orchestrator itself was stopped for a while', async () => {
    const { orchestrate, work, request, machine, types, core } = await start({ mostMs: 200_000 });
    const { pause, ...pausable } = createPausable(machine, core.signals);
    await orchestrate(pausable);
    await machine.advance(700);
    await work(workerName(1));
    await request();
    await machine.advance(50);
    pause(true);
    await machine.advance(60_000); // it goes on right after a sign of life, and looks twice before the next
    pause(false);
    await machine.advance(400_000);
    expect(types().slice(2)).toStrictEqual(parsedInOneGo);
  });
  it('is given to another at once where its death is certain', async () => {
    const { orchestrate, work, request, machine, types } = await start({ mostMs: 20_000 });
    const first = await orchestrate();
    const dead = await work(workerName(1));
    await request();
    await machine.advance(100);
    dead.die();
    await machine.until(first.stop());
    await orchestrate({ isCertainlyGone: (workerId) => workerId === workerName(1) });
    await work(workerName(2));
    await machine.advance(1_000);
    expect(types().slice(3)).toStrictEqual(['AttemptStarted', 'AttemptExpired', 'AttemptStarted']);
  });
});
