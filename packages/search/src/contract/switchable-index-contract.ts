import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SwitchableIndex } from '../switchable-index.ts';
import { anEntry as entry } from './an-entry.ts';

export interface SwitchableIndexUnderTest {
  /** Opens the existing index, as another start of the program does. Each test has its own. */
  readonly open: (modelId: string, dimensions: number) => Promise<SwitchableIndex & { close?(): Promise<void> }>;
}

/** The promises of every index that can be filled anew beside the one that answers. */
export function switchableIndexContract(name: string, make: () => Promise<SwitchableIndexUnderTest>): void {
  describe(`${name}: an index that is switched`, () => {
    let subject: SwitchableIndexUnderTest;
    const opened: { readonly close?: () => Promise<void> }[] = [];
    const open = async (modelId = 'm', dimensions = 3) => {
      const index = await subject.open(modelId, dimensions);
      opened.push(index);
      return index;
    };
    const openEmpty = async () => {
      const index = await open();
      await index.switchTo((await index.begin()).generation);
      return index;
    };
    const countOf = async (index: Pick<SwitchableIndex, 'refresh' | 'count'>) => {
      await index.refresh();
      return await index.count();
    };

    beforeEach(async () => {
      subject = await make();
    });
    afterEach(async () => {
      for (const index of opened.splice(0)) await index.close?.();
    });

    test('is still there after a start', async () => {
      await (await openEmpty()).put([entry('kept')]);
      const again = await open();
      expect([again.origin, await countOf(again)]).toStrictEqual(['kept', 1]);
    });
    test('answers only for its own model', async () => {
      await (await openEmpty()).put([entry('of m')]);
      const other = await open('other', 4);
      expect([other.origin, await countOf(other), other.dimensions]).toStrictEqual(['replaced', 0, 4]);
      expect((await open()).origin).toBe('replaced');
    });
    test('is switched between two requests, and back', async () => {
      const index = await openEmpty();
      await index.put([entry('old')]);
      const next = await index.begin();
      await next.index.put([entry('new'), entry('newer')]);
      expect([await countOf(index), await countOf(next.index)]).toStrictEqual([1, 2]);
      await index.switchTo(next.generation);
      expect(await countOf(index)).toBe(2);
      const before = await index.previous();
      await index.switchTo(before?.generation ?? 0);
      expect(await countOf(index)).toBe(1);
      expect((await index.previous())?.generation).toBe(next.generation);
    });
    test('keeps only one previous generation', async () => {
      const index = await openEmpty();
      const first = index.generation();
      for (let round = 0; round < 2; round += 1) await index.switchTo((await index.begin()).generation);
      await expect(index.switchTo(first)).rejects.toThrow('there is no index');
      expect((await index.previous())?.generation).not.toBe(first);
    });
    test('that was begun and never finished is dropped', async () => {
      const index = await openEmpty();
      const half = await index.begin();
      await half.index.put([entry('half')]);
      const again = await open();
      expect(again.generation()).toBe(index.generation());
      await expect(half.index.count()).rejects.toThrow(/does not exist|no such index/u);
    });
    test('that follows receives entries put after a switch, and one that does not follow keeps its own', async () => {
      const index = await openEmpty();
      const fixed = index.current();
      await index.switchTo((await index.begin()).generation);
      await index.put([entry('after')]);
      expect([await countOf(index), await countOf(fixed)]).toStrictEqual([1, 0]);
    });
  });
}
