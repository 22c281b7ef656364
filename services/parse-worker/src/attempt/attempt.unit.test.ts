import { StorageFull } from '@ragtime/blob-store';
import { describe, expect, it } from 'vitest';
import { documentId, lastTypes, paths, request, runId, start } from '../testing/start-worker.ts';

describe('a cancelled attempt', () => {
  it('stops at once, and its slot is free', async () => {
    const system = await start({ takesMs: 60_000 });
    await request(system);
    await system.ring(documentId, runId);
    await system.machine.advance(100);
    expect(system.seen.parses).toBe(1);
    await system.cancelNotice(runId);
    await system.machine.advance(50);
    expect(system.seen.aborts).toBe(1);
    expect(system.signs().at(-1)?.running).toStrictEqual([]);
    expect(lastTypes(system, 1)).toStrictEqual(['AttemptStarted']); // the worker does not report its end
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
  it('dies at once if no worker has the model', async () => {
    const system = await start({ options: { embedders: [] } });
    await request(system);
    await system.ring(documentId, runId);
    await system.machine.advance(100);
    expect(system.events().slice(-1)).toMatchObject([{ type: 'RunFailed', error: { code: 'embedding-failed' } }]);
  });
});

describe('a full disk', () => {
  it('is not an error of the task: it waits, and goes on once there is room', async () => {
    let isFull = true;
    const system = await start({
      blobsOf: (blobs) => ({
        ...blobs,
        write: (path, source, options) =>
          isFull && path.endsWith('.chunks') ? Promise.reject(new StorageFull('no room')) : blobs.write(path, source, options),
      }),
    });
    await request(system);
    await system.ring(documentId, runId);
    await system.machine.advance(60_000);
    expect(lastTypes(system, 1)).toStrictEqual(['AttemptStarted']);
    expect(system.signs().at(-1)?.running).toHaveLength(1);
    isFull = false;
    await system.machine.advance(6_000);
    expect(lastTypes(system, 1)).toStrictEqual(['DocumentParsed']);
    expect(system.seen.parses).toBe(1);
  });
});
