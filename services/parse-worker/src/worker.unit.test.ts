import type { DocumentId, RunId } from '@ragtime/domain';
import { describe, expect, it } from 'vitest';
import { datasetId, taskId, types } from './testing/installation.ts';
import { documentId, lastTypes, request, runId, start } from './testing/start-worker.ts';

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
  it('does not wait for a slot longer than it takes to be rung at another worker', async () => {
    const system = await start({ takesMs: 5_000 });
    await request(system);
    await request(system, 'other' as DocumentId, 'other-run' as RunId);
    await system.ring(documentId, runId);
    await system.machine.advance(10);
    await system.ring('other' as DocumentId, 'other-run' as RunId);
    await system.machine.advance(10_000);
    expect(types(system.events()).filter((type) => type === 'AttemptStarted')).toHaveLength(1);
  });
  it('for an attempt that must be alone waits until nothing else runs, and meanwhile nothing else starts', async () => {
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
      system.submit({ type: 'CancelParsing', datasetId: datasetId, documents: [{ documentId }], ifMissing: 'refuse' }),
    );
    await system.ring(documentId, runId);
    await system.machine.advance(1_000);
    expect(system.seen.plans).toBe(0);
    expect(lastTypes(system, 1)).toStrictEqual(['RunCancelled']);
  });
});

describe('a worker', () => {
  it('gives a sign of life every second, and at once when a slot frees', async () => {
    const system = await start({ slots: 2, takesMs: 300 });
    await request(system);
    await system.machine.advance(100); // its partitions are announced
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
  it('reports the progress of an attempt', async () => {
    const system = await start();
    await request(system);
    await system.ring(documentId, runId);
    await system.machine.advance(100);
    const told = system.heard.filter(({ type }) => type === 'progress');
    expect(told[0]).toMatchObject({ documentId, step: 'parse', done: 0, of: 1, count: 1, unit: 'page' });
  });
  it('lets running attempts end when it leaves', async () => {
    const system = await start({ takesMs: 1_000 });
    await request(system);
    await system.ring(documentId, runId);
    await system.machine.advance(100);
    await system.machine.until(system.worker.stop());
    expect(lastTypes(system, 1)).toStrictEqual(['DocumentParsed']);
    expect(system.signs().at(-1)).toMatchObject({ leaving: true, running: [] });
  });
  it('gives back what does not end in time when it leaves, and blames neither the task nor the worker', async () => {
    const system = await start({ takesMs: 60_000, options: { drainMs: 2_000 } });
    await request(system);
    await system.ring(documentId, runId);
    await system.machine.advance(100);
    await system.machine.until(system.worker.stop());
    expect(system.seen.aborts).toBe(1);
    expect(system.events().at(-1)).toMatchObject({ type: 'AttemptExpired', lostWorkers: 0, alone: false });
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
