import { describe, expect, test } from 'vitest';
import { createSessionGate, SessionHeld, type Urgency } from './session-gate.ts';

/** A clock that a test moves. */
function setUp() {
  let nowMs = 0;
  let due: { readonly atMs: number; readonly run: () => void }[] = [];
  const machine = {
    clock: { nowMs: () => nowMs, monotonicMs: () => nowMs, sinceBootMs: () => nowMs },
    timers: {
      after(delayMs: number, run: () => void) {
        const timer = { atMs: nowMs + delayMs, run };
        due.push(timer);
        return { cancel: () => void (due = due.filter((each) => each !== timer)) };
      },
      every: () => ({ cancel: () => {} }),
      sleep: async () => {},
    },
  };
  const pass = (ms: number): void => {
    nowMs += ms;
    const fired = due.filter(({ atMs }) => atMs <= nowMs);
    due = due.filter(({ atMs }) => atMs > nowMs);
    for (const { run } of fired) run();
  };
  const gate = createSessionGate(machine, 1_000);
  const order: string[] = [];
  const enter = async (name: string, urgency: Urgency): Promise<() => void> => {
    const leave = await gate.enter(urgency);
    order.push(name);
    return leave;
  };
  /** Enters and leaves at once. */
  const visit = async (name: string, urgency: Urgency): Promise<void> => (await enter(name, urgency))();
  return { gate, pass, order, enter, visit, timers: () => due.length };
}

describe('the gate to the one session', () => {
  test('lets one in at a time', async () => {
    const { enter, order, visit } = setUp();
    const leave = await enter('first', 'read');
    const second = visit('second', 'read');
    await Promise.resolve();
    expect(order).toStrictEqual(['first']);
    leave();
    await second;
    expect(order).toStrictEqual(['first', 'second']);
  });

  test('lets reads pass waiting writes, and writes pass maintenance', async () => {
    const { enter, order, visit } = setUp();
    const leave = await enter('holder', 'write');
    const all = [visit('maintenance', 'maintenance'), visit('write', 'write'), visit('read 1', 'read'), visit('read 2', 'read')];
    leave();
    await Promise.all(all);
    expect(order).toStrictEqual(['holder', 'read 1', 'read 2', 'write', 'maintenance']);
  });

  test('lets a write that has waited long enough go before the next read', async () => {
    const { enter, order, pass, visit } = setUp();
    const leave = await enter('holder', 'read');
    const write = visit('write', 'write');
    pass(10);
    const read = visit('read', 'read');
    leave();
    await Promise.all([write, read]);
    expect(order).toStrictEqual(['holder', 'write', 'read']);
  });

  test('lets a read in after each write that has run out of patience, however many writes wait', async () => {
    const { enter, order, pass, visit } = setUp();
    const leave = await enter('holder', 'read');
    const writes = [visit('write 1', 'write'), visit('write 2', 'write'), visit('write 3', 'write')];
    pass(10);
    const reads = [visit('read 1', 'read'), visit('read 2', 'read')];
    leave();
    await Promise.all([...writes, ...reads]);
    expect(order).toStrictEqual(['holder', 'write 1', 'read 1', 'write 2', 'read 2', 'write 3']);
  });

  test('lets maintenance in at last, however many writes there are', async () => {
    const { enter, order, pass, visit } = setUp();
    const leave = await enter('holder', 'read');
    const waiting = [visit('maintenance', 'maintenance')];
    pass(990);
    for (let turn = 0; turn < 3; turn += 1) waiting.push(visit('write', 'write'));
    leave();
    await Promise.all(waiting);
    expect(order.filter((name) => name === 'maintenance')).toHaveLength(1);
  });

  test('fails a caller that waited too long, and lets the others in', async () => {
    const { enter, order, pass, visit } = setUp();
    const leave = await enter('holder', 'write');
    const late = visit('late', 'read');
    pass(999);
    const patient = visit('patient', 'read');
    pass(1);
    await expect(late).rejects.toThrow(SessionHeld);
    leave();
    await patient;
    expect(order).toStrictEqual(['holder', 'patient']);
  });

  test('is left once, even if its holder leaves twice', async () => {
    const { enter, gate, order, timers, visit } = setUp();
    const leave = await enter('first', 'read');
    leave();
    leave();
    const second = await gate.enter('read');
    const third = visit('third', 'read');
    leave();
    await Promise.resolve();
    expect(order).toStrictEqual(['first']);
    second();
    await third;
    expect(timers()).toBe(0);
  });
});
