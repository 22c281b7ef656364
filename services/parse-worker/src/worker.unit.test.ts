import type { WorkerSign } from '@ragtime/contracts/signals';
import type { DocumentId, RunId } from '@ragtime/domain';
import { createVirtualMachine } from '@ragtime/event-log/testing';
import { hashEmbedder } from '@ragtime/models';
import type { Block, Parser } from '@ragtime/parsing';
import { describe, expect, it } from 'vitest';
import type { ParseWorkerOptions, TaskBus } from './options.ts';
import { install, silentLogger, taskId, types, workerId } from './testing/installation.ts';
import { startParseWorker } from './worker.ts';

const documentId = 'document' as DocumentId;
const runId = 'run' as RunId;
const embedder = hashEmbedder({ dimensions: 8 });
const block: Block = { kind: 'text', text: 'Some words.', place: { page: 1 }, headings: [] };

interface Setting {
  readonly slots?: number;
  readonly windows?: number;
  /** How long a window takes; its abort is noted. */
  readonly takesMs?: number;
  readonly fails?: () => Error | undefined;
  readonly bus?: (bus: TaskBus) => TaskBus;
  readonly options?: Partial<ParseWorkerOptions>;
}

async function start({ slots = 1, windows = 1, takesMs = 0, fails, bus: busOf = (bus) => bus, options = {} }: Setting = {}) {
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
  const blobs = { ...system.blobs, asFile: async (path: string) => ({ file: path, release: async () => undefined }) };
  const worker = await startParseWorker({
    ...{ workerId, partition: 0, slots, signals, blobs, parser, machine, embedders: [embedder], logger: silentLogger, bus: busOf(bus) },
    ...options,
  });
  return {
    ...system,
    machine,
    worker,
    seen,
    signs: () => system.heard.filter((message): message is WorkerSign => message.type === 'worker'),
  };
}

type Started = Awaited<ReturnType<typeof start>>;

async function request({ machine, register, parse }: Started, of = documentId, run = runId): Promise<void> {
  await machine.until(register(of, Buffer.from(`The text of ${of}.`)));
  await machine.until(parse(of, run));
}

const paths = async ({ blobs }: Started) => {
  const found: string[] = [];
  for await (const { path } of blobs.list('tenant')) found.push(path);
  return found;
};
const lastTypes = (system: Started, count: number) => types(system.events()).slice(-count);

describe('a doorbell', () => {
  it('makes one attempt, however often it is rung', async () => {
    const system = await start({ takesMs: 100 });
    await request(system);
    for (let times = 0; times < 3; times += 1) await system.ring(documentId, runId);
    await system.machine.advance(500);
    await system.ring(documentId, runId);
    await system.machine.advance(500);
    expect(types(system.events()).filter((type) => type === 'AttemptStarted')).toHaveLength(1);
    expect(lastTypes(system, 3)).toStrictEqual(['TaskCompleted', 'RunEnded', 'DocumentParsed']);
  });
  it('waits for a slot no longer than it takes to be rung elsewhere', async () => {
    const system = await start({ takesMs: 5_000 });
    await request(system);
    await request(system, 'other' as DocumentId, 'other-run' as RunId);
    await system.ring(documentId, runId);
    await system.machine.advance(10);
    await system.ring('other' as DocumentId, 'other-run' as RunId);
    await system.machine.advance(10_000);
    expect(types(system.events()).filter((type) => type === 'AttemptStarted')).toHaveLength(1);
  });
  it('for an attempt that must be alone waits until nothing else runs, and lets nothing else begin', async () => {
    const system = await start({ slots: 3, takesMs: 500 });
    await request(system, 'first' as DocumentId, 'first-run' as RunId);
    await request(system, 'alone' as DocumentId, 'alone-run' as RunId);
    await request(system, 'last' as DocumentId, 'last-run' as RunId);
    await system.ring('first' as DocumentId, 'first-run' as RunId);
    await system.ring('alone' as DocumentId, 'alone-run' as RunId, { alone: true });
    await system.ring('last' as DocumentId, 'last-run' as RunId);
    const started = () => system.events().flatMap((event) => (event.type === 'AttemptStarted' ? [event.documentId] : []));
    await system.machine.advance(400);
    expect(started()).toStrictEqual(['first']);
    await system.machine.advance(500);
    expect(started()).toStrictEqual(['first', 'alone']);
    await system.machine.advance(500);
    expect(started()).toStrictEqual(['first', 'alone', 'last']);
  });
  it('for a run that is over starts nothing', async () => {
    const system = await start();
    await request(system);
    await system.machine.until(
      system.submit({ type: 'CancelParsing', datasetId: 'dataset' as never, documents: [{ documentId }], ifMissing: 'refuse' }),
    );
    await system.ring(documentId, runId);
    await system.machine.advance(1_000);
    expect(system.seen.plans).toBe(0);
    expect(lastTypes(system, 1)).toStrictEqual(['RunCancelled']);
  });
});

describe('a cancelled attempt', () => {
  it('is broken off at once, and its slot is free', async () => {
    const system = await start({ takesMs: 60_000 });
    await request(system);
    await system.ring(documentId, runId);
    await system.machine.advance(100);
    expect(system.seen.parses).toBe(1);
    await system.cancelNotice(runId);
    await system.machine.advance(50);
    expect(system.seen.aborts).toBe(1);
    expect(system.signs().at(-1)?.running).toStrictEqual([]);
    expect(lastTypes(system, 1)).toStrictEqual(['AttemptStarted']); // its end is not the worker's to say
  });
});

describe('an answer that is lost', () => {
  it('is asked for again under the same id, and counts once', async () => {
    const ids = new Map<string, number>();
    const system = await start({
      bus: (bus) => ({
        async submit(submission) {
          const times = (ids.get(submission.commandId) ?? 0) + 1;
          ids.set(submission.commandId, times);
          const outcome = await bus.submit(submission);
          return times < 3 ? { kind: 'unknown', commandId: submission.commandId } : outcome;
        },
      }),
    });
    await request(system);
    await system.ring(documentId, runId);
    await system.machine.advance(5_000);
    expect([...ids.values()]).toStrictEqual([3, 3]);
    expect(lastTypes(system, 4)).toStrictEqual(['AttemptStarted', 'TaskCompleted', 'RunEnded', 'DocumentParsed']);
  });
  it('is not asked for longer than the lease, and leaves the artifacts where they are', async () => {
    const system = await start({
      bus: (bus) => ({
        submit: async (submission) =>
          submission.command.type === 'CompleteTask' ? { kind: 'unavailable', commandId: 'x', cause: 'no-owner' } : bus.submit(submission),
      }),
      options: { leaseMs: 4_000 },
    });
    await request(system);
    await system.ring(documentId, runId);
    await system.machine.advance(3_500);
    expect(system.signs().at(-1)?.running).toHaveLength(1);
    await system.machine.advance(2_000);
    expect(system.signs().at(-1)?.running).toHaveLength(0);
    expect((await paths(system)).some((path) => path.endsWith('.manifest'))).toBe(true);
  });
});

describe('an attempt that fails', () => {
  it('is tried again, and what it made before is not made again', async () => {
    let failures = 1;
    const system = await start({ windows: 1, fails: () => (failures-- > 0 ? new Error('strange') : undefined) });
    await request(system);
    await system.ring(documentId, runId);
    await system.machine.advance(100);
    expect(system.events().at(-1)).toMatchObject({ type: 'AttemptFailed', error: { code: 'worker-failed' } });
    await system.ring(documentId, runId, { attempt: 2 });
    await system.machine.advance(100);
    expect(lastTypes(system, 1)).toStrictEqual(['DocumentParsed']);
    expect(system.seen).toMatchObject({ plans: 1, parses: 2 });
  });
  it('says nothing of the document in its error', async () => {
    const system = await start({ fails: () => new Error('The text of document.') });
    await request(system);
    await system.ring(documentId, runId);
    await system.machine.advance(100);
    expect(JSON.stringify(system.events().at(-1))).not.toContain('The text of');
  });
  it('dies at once where no worker has the model', async () => {
    const system = await start({ options: { embedders: [] } });
    await request(system);
    await system.ring(documentId, runId);
    await system.machine.advance(100);
    expect(system.events().slice(-1)).toMatchObject([{ type: 'RunFailed', error: { code: 'embedding-failed' } }]);
  });
});

describe('a worker', () => {
  it('gives a sign of life every second, and at once when a slot frees', async () => {
    const system = await start({ slots: 2, takesMs: 300 });
    await request(system);
    const before = system.signs().length;
    await system.machine.advance(2_000);
    expect(system.signs().length - before).toBe(2);
    await system.ring(documentId, runId);
    await system.machine.advance(250);
    const running = system.signs().length;
    await system.machine.advance(100);
    expect(system.signs().length).toBe(running + 1);
    expect(system.signs().at(-1)).toMatchObject({ slots: 2, running: [], endedLastSecond: 1, leaving: false });
  });
  it('tells how far an attempt is', async () => {
    const system = await start();
    await request(system);
    await system.ring(documentId, runId);
    await system.machine.advance(100);
    const told = system.heard.filter(({ type }) => type === 'progress');
    expect(told[0]).toMatchObject({ documentId, step: 'parse', done: 0, of: 1, count: 1, unit: 'page' });
  });
  it('that leaves lets what runs end', async () => {
    const system = await start({ takesMs: 1_000 });
    await request(system);
    await system.ring(documentId, runId);
    await system.machine.advance(100);
    await system.machine.until(system.worker.stop());
    expect(lastTypes(system, 1)).toStrictEqual(['DocumentParsed']);
    expect(system.signs().at(-1)).toMatchObject({ leaving: true, running: [] });
  });
  it('that leaves gives back what does not end in time, and it is not the task that pays', async () => {
    const system = await start({ takesMs: 60_000, options: { drainMs: 2_000 } });
    await request(system);
    await system.ring(documentId, runId);
    await system.machine.advance(100);
    await system.machine.until(system.worker.stop());
    expect(system.seen.aborts).toBe(1);
    expect(system.events().at(-1)).toMatchObject({ type: 'AttemptExpired', lostWorkers: 1 });
  });
  it('works on windows that a plan found, each on its own', async () => {
    const system = await start({ windows: 2, slots: 2 });
    await request(system);
    await system.ring(documentId, runId);
    await system.machine.advance(100);
    expect(lastTypes(system, 1)).toStrictEqual(['TaskCompleted']);
    for (const index of [0, 1]) {
      await system.ring(documentId, runId, { taskId: taskId(`window-${index}`), window: { index, first: index + 1, last: index + 1 } });
    }
    await system.machine.advance(100);
    expect(lastTypes(system, 1)).toStrictEqual(['DocumentParsed']);
    expect(system.seen.plans).toBe(1);
  });
});
