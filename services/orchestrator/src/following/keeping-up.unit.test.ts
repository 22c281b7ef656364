import { createVirtualMachine } from '@ragtime/event-log/testing';
import { describe, expect, it } from 'vitest';
import { keepUp } from './keeping-up.ts';

function start() {
  const machine = createVirtualMachine();
  const seen = { again: 0, trouble: 0, proofs: 0 };
  const topic = { isAtEnd: true, proof: async (): Promise<void> => undefined };
  const keeping = keepUp(
    machine,
    [
      {
        isAtEnd: () => topic.isAtEnd,
        toProvenEnd() {
          seen.proofs += 1;
          return topic.proof();
        },
      },
    ],
    {
      pauseMs: 2_000,
      onAgain() {
        seen.again += 1;
      },
      onTrouble() {
        seen.trouble += 1;
      },
    },
  );
  const tickFor = async (ms: number, everyMs = 500) => {
    for (let passed = 0; passed < ms; passed += everyMs) {
      await machine.advance(everyMs);
      keeping.tick();
    }
    await machine.advance(0);
  };
  return { machine, seen, topic, keeping, tickFor };
}

describe('the process does not act', () => {
  it('before the log was read to an end that it proved', async () => {
    const { keeping, machine, topic, seen } = start();
    const { promise, resolve } = Promise.withResolvers<void>();
    topic.proof = () => promise;
    keeping.tick();
    await machine.advance(100);
    expect(keeping.mayAct).toBe(false);
    resolve();
    await machine.until(keeping.first);
    expect(keeping.mayAct).toBe(true);
    expect(seen.again).toBe(1);
  });
  it('after a pause of the process, until it has read to the end again', async () => {
    const { keeping, machine, seen, tickFor } = start();
    await tickFor(1_000);
    await machine.advance(10_000); // no tick meanwhile
    keeping.tick();
    expect(keeping.mayAct).toBe(false);
    await machine.advance(0);
    expect(keeping.mayAct).toBe(true);
    expect(seen.again).toBe(2);
  });
  it('after it was behind for longer than a pause', async () => {
    const { keeping, topic, seen, tickFor } = start();
    await tickFor(1_000);
    topic.isAtEnd = false;
    topic.proof = () => new Promise(() => undefined);
    await tickFor(3_000);
    expect(keeping.mayAct).toBe(false);
    expect(seen.again).toBe(1);
  });
});

describe('the process goes on', () => {
  it('without a new proof while it keeps up', async () => {
    const { keeping, seen, tickFor } = start();
    await tickFor(20_000);
    expect(keeping.mayAct).toBe(true);
    expect(seen).toMatchObject({ again: 1, proofs: 1 });
  });
  it('when it was behind for a moment only', async () => {
    const { keeping, topic, seen, tickFor } = start();
    await tickFor(1_000);
    topic.isAtEnd = false;
    await tickFor(1_000);
    topic.isAtEnd = true;
    await tickFor(5_000);
    expect(keeping.mayAct).toBe(true);
    expect(seen.again).toBe(1);
  });
  it('once the end can be proved again', async () => {
    const { keeping, topic, seen, tickFor } = start();
    topic.proof = () => Promise.reject(new Error('no session'));
    await tickFor(1_500);
    expect(keeping.mayAct).toBe(false);
    expect(seen.trouble).toBeGreaterThan(1);
    topic.proof = async () => undefined;
    await tickFor(1_000);
    expect(keeping.mayAct).toBe(true);
  });
});
