import type { BlobStore } from '@ragtime/blob-store';
import type { WorkerSign } from '@ragtime/contracts/signals';
import type { DocumentId, RunId } from '@ragtime/domain';
import { createVirtualMachine } from '@ragtime/event-log/testing';
import { hashEmbedder } from '@ragtime/models';
import type { Block, Parser } from '@ragtime/parsing';
import type { ParseWorkerOptions, TaskBus } from '../options.ts';
import { startParseWorker } from '../worker.ts';
import { install, silentLogger, types, workerId } from './installation.ts';

export const documentId = 'document' as DocumentId;
export const runId = 'run' as RunId;
const embedder = hashEmbedder({ dimensions: 8 });
const block: Block = { kind: 'text', text: 'Some words.', place: { page: 1 }, headings: [] };

interface Setting {
  readonly slots?: number;
  readonly windows?: number;
  /** How long a window takes. Its abort is noted. */
  readonly takesMs?: number;
  readonly fails?: () => Error | undefined;
  readonly bus?: (bus: TaskBus) => TaskBus;
  readonly blobsOf?: (blobs: BlobStore) => BlobStore;
  readonly options?: Partial<ParseWorkerOptions>;
}

/** A worker in virtual time. Its parser takes time and does nothing else. */
export async function start({
  slots = 1,
  windows = 1,
  takesMs = 0,
  fails,
  bus: busOf = (bus) => bus,
  blobsOf = (blobs) => blobs,
  options = {},
}: Setting = {}) {
  const machine = createVirtualMachine();
  const system = await install(machine);
  const seen = { parses: 0, plans: 0, aborts: 0 };
  const parser: Parser = {
    async plan() {
      seen.plans += 1;
      const list = Array.from({ length: windows }, (_, index) => ({ first: index + 1, last: index + 1 }));
      return { format: 'pdf', mediaType: 'application/pdf', unit: 'page', count: windows, windows: list };
    },
    async parse(_file, _plan, _window, { signal, onProgress } = {}) {
      seen.parses += 1;
      await machine.timers.sleep(takesMs, signal).catch((cause: unknown) => {
        seen.aborts += 1;
        throw cause;
      });
      onProgress?.(1, 1);
      const failure = fails?.();
      if (failure !== undefined) throw failure;
      return [block];
    },
    close: async () => undefined,
  };
  await machine.until(system.start());
  await machine.until(system.createDataset({ embeddingModel: embedder.modelId }));
  const { signals, bus } = system;
  const blobs = { ...blobsOf(system.blobs), asFile: async (path: string) => ({ file: path, release: async () => undefined }) };
  const worker = await startParseWorker({
    workerId,
    slots,
    signals,
    blobs,
    parser,
    machine,
    embedders: [embedder],
    logger: silentLogger,
    bus: busOf(bus),
    ...options,
  });
  return {
    ...system,
    machine,
    worker,
    seen,
    embedder,
    signs: () => system.heard.filter((message): message is WorkerSign => message.type === 'worker'),
  };
}

export type Started = Awaited<ReturnType<typeof start>>;

export async function request(system: Started, of = documentId, run = runId): Promise<void> {
  await system.machine.until(system.register(of, Buffer.from(`The text of ${of}.`)));
  await system.machine.until(system.parse(of, run));
}

export const paths = async ({ blobs }: Started) => {
  const found: string[] = [];
  for await (const { path } of blobs.list('tenant')) found.push(path);
  return found;
};
export const lastTypes = (system: Started, count: number) => types(system.events()).slice(-count);
