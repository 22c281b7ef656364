import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Member, Membership, Ownership } from '../ownership/ownership.ts';
import type { PartitionName } from '../port/position.ts';

export interface OwnershipUnderTest {
  /** The group as one node sees it. Each node of a group asks for its own. */
  node(): Promise<Ownership>;
  readonly partitions: readonly PartitionName[];
  /** Resolves when the condition holds. Some groups take their time. */
  until(what: string, holds: () => boolean | Promise<boolean>): Promise<void>;
  close(): Promise<void>;
}

/** The promises of every group of owners. */
export function ownershipContract(name: string, make: () => Promise<OwnershipUnderTest>): void {
  describe(`${name} as a group of owners`, () => {
    let subject: OwnershipUnderTest;
    const nodes: { readonly leave: () => Promise<void> }[] = [];
    /** The members that decide each partition now. The test notes each partition that has two. */
    let deciding: Map<PartitionName, string>;
    let doubly: string[];

    beforeEach(async () => {
      subject = await make();
      deciding = new Map();
      doubly = [];
    });
    afterEach(async () => {
      await Promise.all(nodes.splice(0).map((node) => node.leave()));
      await subject.close();
    });

    async function join(id: string) {
      const ownership = await subject.node();
      const member: Member = { id, address: `http://${id}` };
      const owned = new Set<PartitionName>();
      const membership: Membership = await ownership.join(member, {
        onAssigned(partitions) {
          for (const partition of partitions) {
            if (deciding.has(partition)) doubly.push(`${partition} by ${deciding.get(partition)} and ${id}`);
            deciding.set(partition, id);
            owned.add(partition);
          }
        },
        async onRevoked(partitions) {
          await Promise.resolve();
          for (const partition of partitions) {
            deciding.delete(partition);
            owned.delete(partition);
          }
        },
      });
      const node = { id, owned, ownership, leave: async () => await membership.leave() };
      nodes.push(node);
      return node;
    }
    type Node = Awaited<ReturnType<typeof join>>;

    const settled = async (members: readonly Node[]): Promise<void> =>
      await subject.until(`${members.length} share all`, () => {
        const counts = members.map(({ owned }) => owned.size);
        const sum = counts.reduce((one, other) => one + other, 0);
        return sum === subject.partitions.length && Math.max(...counts) - Math.min(...counts) <= 1;
      });

    it('gives all partitions to its first member, and an even share to each that joins', async () => {
      const one = await join('one');
      await settled([one]);
      const two = await join('two');
      await settled([one, two]);
      const three = await join('three');
      await settled([one, two, three]);
      expect(doubly).toEqual([]);
    });

    it('moves no more partitions than it must', async () => {
      const one = await join('one');
      await settled([one]);
      const two = await join('two');
      await settled([one, two]);
      const [ofOne, ofTwo] = [[...one.owned], [...two.owned]];
      const three = await join('three');
      await settled([one, two, three]);
      expect([...one.owned].every((partition) => ofOne.includes(partition))).toBe(true);
      expect([...two.owned].every((partition) => ofTwo.includes(partition))).toBe(true);
    });

    it('shows the same map with addresses to every member', async () => {
      const [one, two] = [await join('one'), await join('two')];
      await settled([one, two]);
      const stranger = await subject.node();
      const expected = subject.partitions.map((partition) => (one.owned.has(partition) ? 'http://one' : 'http://two'));
      for (const { ownership } of [one, two, { ownership: stranger }]) {
        const shown = async () =>
          await Promise.all(subject.partitions.map(async (partition) => (await ownership.ownerOf(partition))?.address));
        await subject.until('the map is that of the group', async () => (await shown()).join() === expected.join());
        expect(await shown()).toEqual(expected);
      }
    });

    it('gives the partitions of a member that leaves to the others, and only after that member has ended its work on them', async () => {
      const [one, two] = [await join('one'), await join('two')];
      await settled([one, two]);
      await one.leave();
      expect(one.owned.size).toBe(0);
      await settled([two]);
      expect(doubly).toEqual([]);
    });

    it('names no owner where there is none', async () => {
      const ownership = await subject.node();
      for (const partition of subject.partitions) expect(await ownership.ownerOf(partition)).toBeUndefined();
    });
  });
}
