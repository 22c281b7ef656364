import { describe, expect, it } from 'vitest';
import { ownershipContract } from '../contract/ownership-contract.ts';
import type { PartitionName } from '../port/position.ts';
import { createMemoryOwnership } from './memory-ownership.ts';

const partitions = ['e/0', 'e/1', 'e/2', 'e/3'] as const satisfies readonly PartitionName[];

ownershipContract('a group in memory', async () => {
  const ownership = createMemoryOwnership(partitions);
  return {
    partitions,
    node: async () => await Promise.resolve(ownership),
    async until(what, holds) {
      if (!(await holds())) throw new Error(`the condition does not hold at once: ${what}`);
    },
    close: async () => await Promise.resolve(),
  };
});

function memberOf(ownership: ReturnType<typeof createMemoryOwnership>, id: string) {
  const owned = new Set<PartitionName>();
  const joined = ownership.join(
    { id, address: `at ${id}` },
    {
      onAssigned: (names) => names.forEach((name) => owned.add(name)),
      onRevoked: async (names) => names.forEach((name) => owned.delete(name)),
    },
  );
  return { id, owned, joined };
}

describe('a group', () => {
  it('gives the partitions of a member that ends to the others, with or without notice', async () => {
    const ownership = createMemoryOwnership(partitions);
    const [one, two, three] = ['one', 'two', 'three'].map((id) => memberOf(ownership, id));
    await Promise.all([one?.joined, two?.joined, three?.joined]);
    await (await one?.joined)?.leave();
    expect(one?.owned.size).toBe(0);
    ownership.expel('two');
    expect(three?.owned.size).toBe(4);
    expect(two?.owned.size).toBeGreaterThan(0); // it got no notice
  });
  it('lets two members believe that they own a partition until it settles, when a test wants that', async () => {
    const ownership = createMemoryOwnership(['e/0']);
    const one = memberOf(ownership, 'one');
    await one.joined;
    const two = memberOf(ownership, 'two');
    await two.joined;
    ownership.moveWhileBothBelieve('e/0', 'two');
    expect([one.owned.size, two.owned.size]).toStrictEqual([1, 1]);
    await ownership.settle();
    expect([one.owned.size, two.owned.size]).toStrictEqual([0, 1]);
  });
});
