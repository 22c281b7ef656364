import { workerIdAt } from '@ragtime/contracts/signals';
import { type DocumentId, type DomainEvent, topics } from '@ragtime/domain';
import { describe, expect, it } from 'vitest';
import { eventsOf } from './history.ts';
import { start } from './start.ts';
import { createPausable, workerName } from './system.ts';

const documentId = 'document' as DocumentId;

/** The largest number of other attempts that ran on a worker beside an attempt at this document, from that attempt on. */
function mostBeside(events: readonly DomainEvent[], document: string, fromAttempt: number): number {
  const running = new Map<string, Extract<DomainEvent, { readonly type: 'AttemptStarted' }>>();
  let most = 0;
  for (const event of events) {
    if (event.type === 'AttemptStarted') running.set(event.runId, event);
    else if ('runId' in event && 'attempt' in event) running.delete(event.runId);
    for (const { documentId: of, attempt, workerId } of running.values()) {
      if (of !== document || attempt < fromAttempt) continue;
      most = Math.max(most, [...running.values()].filter((other) => other.workerId === workerId).length - 1);
    }
  }
  return most;
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
    await machine.advance(60_000); // it goes on right after a heartbeat, and looks twice before the next
    pause(false);
    await machine.advance(400_000);
    expect(types().slice(2)).toStrictEqual(parsedInOneGo);
  });
  it('is given to another within seconds when its process was started again, by an orchestrator that never heard it too', async () => {
    const { orchestrate, work, request, machine, types } = await start({ mostMs: 20_000 });
    const first = await orchestrate();
    const dead = await work(workerIdAt('seat', '1'));
    await request();
    await machine.advance(100);
    dead.die();
    await machine.until(first.stop());
    await orchestrate();
    await work(workerIdAt('seat', '2'));
    await machine.advance(3_000);
    expect(types().slice(3)).toStrictEqual(['AttemptStarted']);
    await machine.advance(2_500);
    expect(types().slice(3)).toStrictEqual(['AttemptStarted', 'AttemptExpired', 'AttemptStarted']);
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
  it('runs alone after three lost workers, and is dead after five: a document that takes its workers down ends, and no other with it', async () => {
    const { orchestrate, work, request, machine, core } = await start({ slots: 3 });
    await orchestrate();
    await request('poison' as DocumentId);
    await request('good' as DocumentId);
    await request('better' as DocumentId);
    for (let n = 1; n <= 5; n += 1) {
      await work(workerName(n), { deadly: 'poison' });
      await machine.advance(70_000);
    }
    await work(workerName(6));
    await machine.advance(10_000);
    const events = eventsOf(core, topics.documentEvents).map(({ event }) => event);
    const ofPoison = events.filter((event) => 'documentId' in event && event.documentId === 'poison');
    const started = ofPoison.flatMap((event) => (event.type === 'AttemptStarted' ? [event.workerId] : []));
    expect(new Set(started).size).toBe(5);
    expect(ofPoison.at(-1)).toMatchObject({ type: 'RunFailed', error: { code: 'worker-lost' } });
    expect(events.filter(({ type }) => type === 'DocumentParsed')).toMatchObject([{ documentId: 'good' }, { documentId: 'better' }]);
    expect(mostBeside(events, 'poison', 4)).toBe(0);
  });
});
