import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Position } from '../port/position.ts';
import type { StoppedKey } from '../projector/store.ts';
import type { ProjectionStoreUnderTest } from './subjects.ts';

/** The promises of every store of a projection. */
export function projectionStoreContract<Change>(name: string, makeStore: () => Promise<ProjectionStoreUnderTest<Change>>): void {
  describe(`${name} as a projection's store`, () => {
    let subject: ProjectionStoreUnderTest<Change>;
    const partition = 'events/0';
    const nothing = { changes: [], stopped: [], resumed: [] };
    const position = (offset: number, mark = 1): Position => ({ offset, link: new Uint8Array(8).fill(mark) });
    const row = (id: string, value: number) => subject.put({ id, value });
    const rows = async () => (await subject.rows()).map(({ id, value }) => `${id} ${value}`).toSorted();
    const stoppedKey = (key: string, offset: number, change: Partial<StoppedKey> = {}): StoppedKey => ({
      partition,
      key,
      offset,
      category: 'handler-threw',
      detail: 'why',
      ...change,
    });

    beforeEach(async () => {
      subject = await makeStore();
    });
    afterEach(() => subject.close());

    it('begins without a position', async () => {
      expect(await subject.store.load()).toEqual({ positions: new Map(), stopped: [] });
    });

    it('commits rows and position together, visible to every store over them', async () => {
      const commit = { ...nothing, partition, from: undefined, to: position(3), changes: [row('a', 1), row('b', 2)] } as const;
      expect(await subject.store.commit(commit)).toBe('committed');
      expect(await rows()).toEqual(['a 1', 'b 2']);
      const { positions } = await (await subject.another()).load();
      expect([...positions]).toEqual([[partition, position(3)]]);
    });

    it('applies changes in order', async () => {
      await subject.store.commit({ ...nothing, partition, from: undefined, to: position(1), changes: [row('a', 1), row('a', 2)] });
      await subject.store.commit({ ...nothing, partition, from: position(1), to: position(2), changes: [row('a', 3)] });
      expect(await rows()).toEqual(['a 3']);
    });

    it.each([
      ['was never set', undefined],
      ['has another offset', position(2)],
      ['has the offset of another log', position(1, 9)],
    ])('changes nothing for a writer that believes the position %s', async (_, from) => {
      await subject.store.commit({ ...nothing, partition, from: undefined, to: position(1), changes: [row('a', 1)] });
      const late = { ...nothing, partition, from, to: position(5), changes: [row('a', 9)], stopped: [stoppedKey('k', 1)] } as const;
      expect(await subject.store.commit(late)).toBe('moved');
      expect(await rows()).toEqual(['a 1']);
      const { positions, stopped } = await subject.store.load();
      expect(positions.get(partition)).toEqual(position(1));
      expect(stopped).toEqual([]);
    });

    it('lets exactly one of two concurrent commits succeed', async () => {
      const other = await subject.another();
      const outcomes = await Promise.all(
        [subject.store, other].map((store, who) =>
          store.commit({ ...nothing, partition, from: undefined, to: position(1 + who), changes: [row('a', who)] }).catch(() => 'threw'),
        ),
      );
      expect(outcomes.filter((outcome) => outcome === 'committed')).toHaveLength(1);
      expect(await rows()).toEqual([`a ${outcomes.indexOf('committed')}`]);
    });

    it('keeps a position for each partition', async () => {
      await subject.store.commit({ ...nothing, partition, from: undefined, to: position(1) });
      expect(await subject.store.commit({ ...nothing, partition: 'events/1', from: undefined, to: position(7, 2) })).toBe('committed');
      expect((await subject.store.load()).positions).toEqual(
        new Map([
          [partition, position(1)],
          ['events/1', position(7, 2)],
        ]),
      );
    });

    it('may change rows without moving the position', async () => {
      await subject.store.commit({ ...nothing, partition, from: undefined, to: position(1) });
      expect(await subject.store.commit({ ...nothing, partition, from: position(1), to: position(1), changes: [row('a', 1)] })).toBe(
        'committed',
      );
      expect(await rows()).toEqual(['a 1']);
    });

    it('keeps stopped keys with the position that passes them, until they are resumed', async () => {
      await subject.store.commit({
        ...nothing,
        partition,
        from: undefined,
        to: position(4),
        stopped: [stoppedKey('k', 2), stoppedKey('l', 3)],
      });
      const moved = stoppedKey('k', 3, { category: 'cannot-decode', detail: 'another reason' });
      await subject.store.commit({ ...nothing, partition, from: position(4), to: position(4), stopped: [moved], resumed: ['l'] });
      expect((await (await subject.another()).load()).stopped).toEqual([moved]);
    });

    it('resumes a key in its own partition only', async () => {
      await subject.store.commit({ ...nothing, partition, from: undefined, to: position(4), stopped: [stoppedKey('k', 2)] });
      await subject.store.commit({ ...nothing, partition: 'events/1', from: undefined, to: position(4), resumed: ['k'] });
      expect((await subject.store.load()).stopped).toEqual([stoppedKey('k', 2)]);
    });
  });
}
