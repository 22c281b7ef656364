import type { DatasetId, DocumentId, RunId } from '@ragtime/domain';
import { topics } from '@ragtime/event-log';
import { mulberry32 } from '@ragtime/event-log/testing';
import { hashEmbedder } from '@ragtime/models';
import { type Orchestrator, startOrchestrator } from '@ragtime/orchestrator';
import { type ParseWorker, startParseWorker } from '@ragtime/parse-worker';
import { createClient } from './client.ts';
import { createFakeParser } from './fake-parser.ts';
import { type Chance, faultyBus, faultySignals, logFaults } from './faulty.ts';
import { eventsOf, type Happened } from './history.ts';
import { type Core, createMortal, quietLogger, startCore, workerName } from './system.ts';

const leaseMs = 5_000;

export interface Simulated {
  readonly core: Core;
  readonly history: readonly Happened[];
  /** What waits and runs when nothing happens any more. */
  readonly open: number;
}

interface Living {
  readonly worker: ParseWorker;
  readonly die: () => void;
}

/**
 * A small installation in virtual time: documents come, are parsed, cancelled, deleted and parsed again, while signals, answers
 * and requests get lost, workers die and orchestrators are started anew. Then the faults end, and it is left to come to rest.
 */
export async function simulate(seed: number): Promise<Simulated> {
  const draw = mulberry32(seed);
  const chance: Chance = { isOn: false, next: draw };
  const core = await startCore({ seed, faults: logFaults(chance) });
  const { machine, log, codec, vault } = core;
  const embedder = hashEmbedder({ dimensions: 8 });
  const bus = faultyBus(core.bus, chance);
  const signals = faultySignals(core.signals, chance);
  const client = createClient({ ...core, bus }, embedder.modelId);
  const parser = createFakeParser({ ...machine, windowsMax: 4, mostMs: 3_000, failShare: draw() < 0.3 ? 0.6 : 0.1 });
  const nothing = { erased: async () => ({ removed: 0 }) };
  const living: Living[] = [];
  let workers = 0;

  async function addWorker(): Promise<void> {
    const mortal = createMortal();
    workers += 1;
    const worker = await startParseWorker({
      workerId: workerName(workers),
      slots: 1 + Math.floor(draw() * 3),
      parser,
      embedders: [embedder],
      machine,
      logger: quietLogger,
      bus: mortal.bus(bus),
      signals: mortal.signals(signals),
      blobs: mortal.blobs(core.blobs),
      leaseMs,
    });
    living.push({ worker, die: mortal.die });
  }

  async function addOrchestrator(): Promise<{ readonly orchestrator: Orchestrator; readonly die: () => void }> {
    const mortal = createMortal();
    const orchestrator = await startOrchestrator({
      log,
      codec,
      vault,
      machine,
      logger: quietLogger,
      limits: { leaseMs },
      bus: mortal.bus(bus),
      signals: mortal.signals(signals),
      blobs: mortal.blobs(core.blobs),
      stores: { 'read-model': nothing, index: nothing },
    });
    return { orchestrator, die: mortal.die };
  }

  await machine.until(client.createTenant());
  const datasets = ['dataset-0', 'dataset-1', 'dataset-2'] as DatasetId[];
  await machine.until(Promise.all(datasets.map((id) => client.createDataset(id))));
  let { orchestrator, die } = await addOrchestrator();
  await addWorker();
  await addWorker();
  chance.isOn = true;

  const documents: (readonly [DocumentId, DatasetId])[] = [];
  let runs = 0;
  const anyOf = <Item>(items: readonly Item[]): Item => {
    const found = items[Math.floor(draw() * items.length)];
    if (found === undefined) throw new Error('there is none');
    return found;
  };
  const parse = (documentId: DocumentId, datasetId: DatasetId) => {
    runs += 1;
    return client.parse(documentId, `run-${runs}` as RunId, datasetId);
  };

  const happenings: readonly (readonly [share: number, happen: () => Promise<unknown>])[] = [
    [
      0.45,
      async () => {
        const documentId = `document-${documents.length}` as DocumentId;
        const datasetId = anyOf(datasets);
        documents.push([documentId, datasetId]);
        await client.upload(documentId, `text of ${documentId}`, datasetId);
        await parse(documentId, datasetId);
      },
    ],
    [0.12, () => parse(...anyOf(documents))],
    [0.12, () => client.cancel(...anyOf(documents))],
    [0.08, () => client.remove(...anyOf(documents))],
    [0.03, () => client.close(anyOf(datasets))],
    [
      0.1,
      async () => {
        living.splice(Math.floor(draw() * living.length), 1)[0]?.die();
        await addWorker();
      },
    ],
    [
      0.05,
      async () => {
        void living.shift()?.worker.stop();
        await addWorker();
      },
    ],
    [
      0.08,
      async () => {
        const before = { orchestrator, die };
        const overlaps = draw() < 0.5;
        if (!overlaps) before.die();
        ({ orchestrator, die } = await addOrchestrator());
        if (overlaps) await machine.timers.sleep(draw() * 3_000);
        before.die();
        void before.orchestrator.stop();
      },
    ],
  ];

  for (let step = 0; step < 40; step += 1) {
    let drawn = draw();
    const [, happen] = happenings.find(([share]) => (drawn -= share) < 0) ?? [0, async () => undefined];
    if (documents.length > 0 || happen === happenings[0]?.[1]) await machine.until(happen());
    await machine.advance(draw() * 2_000);
  }

  chance.isOn = false;
  await machine.advance(20 * 60_000);
  const { waiting, running } = orchestrator.queues();
  const open = waiting.reduce((sum, { count }) => sum + count, 0) + running.length;
  const history = eventsOf(core, topics.documentEvents);
  await machine.until(Promise.all([orchestrator.stop(), ...living.map(({ worker }) => worker.stop())]));
  await core.stop();
  return { core, history, open };
}
