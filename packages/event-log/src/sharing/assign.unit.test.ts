import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PartitionName } from '../port/position.ts';
import { assign, type Claim, share } from './assign.ts';

const partitions = Array.from({ length: 12 }, (_, partition): PartitionName => `events/${partition}`);

/** Repeats rounds as a group does. Before it joins again, a member gives up what it lost. */
function settle(members: readonly string[], before: ReadonlyMap<string, readonly PartitionName[]>) {
  let owns = new Map(members.map((id) => [id, before.get(id) ?? []]));
  let rounds = 0;
  for (let isMoving = true; isMoving && rounds < 10; rounds += 1) {
    const claims: readonly Claim<PartitionName>[] = [...owns].map(([memberId, own]) => ({ memberId, owns: own }));
    const next = assign(partitions, claims);
    isMoving = claims.some(({ memberId, owns: own }) => own.some((partition) => next.get(memberId)?.includes(partition) !== true));
    owns = new Map(next);
  }
  return { owns, rounds };
}

describe('partitions are assigned', () => {
  it('evenly and each to one member within two rounds, whichever members joined and left', () => {
    const names = ['ada', 'bob', 'cleo', 'dan', 'eve'];
    fc.assert(
      fc.property(fc.array(fc.subarray(names, { minLength: 1 }), { minLength: 1, maxLength: 6 }), (generations) => {
        let owns: ReadonlyMap<string, readonly PartitionName[]> = new Map();
        for (const members of generations) {
          const before = owns;
          const settled = settle(members, before);
          owns = settled.owns;
          expect(settled.rounds).toBeLessThanOrEqual(2);
          expect([...owns.values()].flat().toSorted()).toStrictEqual(partitions.toSorted());
          const counts = [...owns.values()].map(({ length }) => length);
          expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
          for (const id of members) {
            const [own, after] = [before.get(id) ?? [], owns.get(id) ?? []];
            expect(own.filter((partition) => after.includes(partition))).toHaveLength(Math.min(own.length, after.length));
          }
        }
      }),
    );
  });
  it('never to another member while one still decides them', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(partitions), fc.nat(12), (own, cut) => {
        const claims = [
          { memberId: 'ada', owns: own.slice(0, cut) },
          { memberId: 'bob', owns: own.slice(cut) },
          { memberId: 'new', owns: [] },
        ];
        const given = assign(partitions, claims);
        for (const { memberId, owns } of claims) {
          const theirs = [...given].filter(([other]) => other !== memberId).flatMap(([, names]) => names);
          expect(theirs.filter((partition) => owns.includes(partition))).toStrictEqual([]);
        }
      }),
    );
  });
  it('in one round where two members may hold one for a moment, and stay with their members where they can', () => {
    const names = ['ada', 'bob', 'cleo', 'dan'];
    fc.assert(
      fc.property(fc.array(fc.subarray(names, { minLength: 1 }), { minLength: 1, maxLength: 6 }), (generations) => {
        let before: ReadonlyMap<string, readonly PartitionName[]> = new Map();
        for (const members of generations) {
          const after = share(
            partitions,
            members.map((memberId) => ({ memberId, owns: before.get(memberId) ?? [] })),
          );
          expect([...after.values()].flat().toSorted()).toStrictEqual(partitions.toSorted());
          const counts = [...after.values()].map(({ length }) => length);
          expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
          for (const [id, owns] of after) {
            const own = before.get(id) ?? [];
            expect(owns.filter((partition) => own.includes(partition))).toHaveLength(Math.min(own.length, owns.length));
          }
          before = after;
        }
      }),
    );
  });
});
