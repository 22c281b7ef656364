import { type DocumentId, type RunId, topics, type WorkerId } from '@ragtime/domain';
import { hashEmbedder } from '@ragtime/models';
import { type OrchestratorOptions, startOrchestrator } from '@ragtime/orchestrator';
import { startParseWorker } from '@ragtime/parse-worker';
import type { Parser } from '@ragtime/parsing';
import { createClient } from './client.ts';
import { createFakeParser } from './fake-parser.ts';
import { eventsOf } from './history.ts';
import { createMortal, quietLogger, startCore } from './system.ts';

const embedder = hashEmbedder({ dimensions: 8 });

/** A dataset, and the functions with which a test makes things happen in it, in virtual time. */
export async function start({ mostMs = 100, slots = 2 } = {}) {
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
    request: async (document = 'document' as DocumentId, run = `run of ${document}`) => {
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
    /** `deadly`: a document of this name kills its worker. */
    work: async (name: WorkerId, { deadly = 'none' } = {}) => {
      const mortal = createMortal();
      const risky: Parser = {
        ...parser,
        plan(file, signal) {
          if (!file.path.includes(deadly)) return parser.plan(file, signal);
          mortal.die();
          return new Promise(() => undefined);
        },
      };
      await startParseWorker({
        workerId: name,
        slots,
        bus: mortal.bus(bus),
        signals: mortal.signals(signals),
        blobs: mortal.blobs(blobs),
        parser: risky,
        embedders: [embedder],
        machine,
        logger: quietLogger,
      });
      return mortal;
    },
  };
}
