import fc from 'fast-check';
import { expect, it } from 'vitest';
import { violations } from './checks.ts';
import { simulate } from './simulation.ts';

/** fast-check prints the seed of a simulation that fails: `simulate(seed)` repeats it. */
it('whatever is lost, doubled, killed, cancelled or deleted, every accepted parse ends, and no attempt counts twice', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 2 ** 31 }), async (seed) => {
      const { core, history, open } = await simulate(seed);
      expect(await violations(core, history)).toStrictEqual([]);
      expect(open).toBe(0);
    }),
    { numRuns: 8 },
  );
}, 120_000);

it('a simulation is repeated by its seed', async () => {
  const story = async () => (await simulate(77)).history.map(({ event, meta }) => `${meta.atMs} ${event.type}`);
  expect(await story()).toStrictEqual(await story());
});
