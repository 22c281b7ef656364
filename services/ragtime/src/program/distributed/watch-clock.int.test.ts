import { useDatabase } from '@ragtime/database/testing';
import { createShutdown, type Machine, realMachine } from '@ragtime/runtime';
import { expect, it } from 'vitest';
import { watchClock } from './watch-clock.ts';

const database = useDatabase();

it('a node whose clock is two hours ahead of that of the key vault is noticed at its start, and one whose clock is right is trusted', async () => {
  const shutdown = createShutdown(realMachine);
  try {
    const right = await watchClock({ vaultDatabase: database() }, { machine: realMachine, shutdown });
    expect(right.trouble()).toBeUndefined();
    const { clock } = realMachine;
    const ahead: Machine = { ...realMachine, clock: { ...clock, nowMs: () => clock.nowMs() + 7_200_000 } };
    const wrong = await watchClock({ vaultDatabase: database() }, { machine: ahead, shutdown });
    expect(wrong.trouble()).toMatch(/^this clock is 7\d{3} s ahead of the clock of the database of the key vault$/u);
  } finally {
    await shutdown.run();
  }
});
