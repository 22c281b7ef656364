import { crc32 } from 'node:zlib';
import { realMachine } from '@ragtime/runtime';
import { describe, expect, it } from 'vitest';
import { cellChecksum, nameOfPage, newPage } from './layout.ts';
import { slotPages } from './slot-pages.ts';

/** A file whose writes wait until the test ends them. */
function heldFile() {
  const writes: { readonly numbers: readonly number[]; readonly succeed: () => void; readonly fail: (error: Error) => void }[] = [];
  const write = (pages: readonly { readonly number: number }[]): Promise<void> => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    writes.push({ numbers: pages.map(({ number }) => number), succeed: resolve, fail: reject });
    return promise;
  };
  return { writes, write };
}

function openPages() {
  const file = heldFile();
  let last = 0;
  const pages = slotPages({ file, found: [], nextNumber: () => (last += 1), random: realMachine.random, slotsPerBlock: 200 });
  return { pages, writes: file.writes };
}

async function withSlots() {
  const { pages, writes } = openPages();
  const making = pages.makeSlots();
  writes[0]?.succeed();
  const slots = await making;
  return { pages, writes, slots };
}

describe('a block of slots', () => {
  it('is returned only once it is on disk, with all of its pages in one write', async () => {
    const { pages, writes } = openPages();
    let isMade = false;
    const making = pages.makeSlots().finally(() => (isMade = true));
    await Promise.resolve();
    expect([isMade, pages.isEmpty(), writes.map(({ numbers }) => numbers)]).toEqual([false, true, [[1, 2]]]);
    writes[0]?.succeed();
    expect(await making).toHaveLength(204);
    expect(pages.isEmpty()).toBe(false);
  });
  it('that could not be written does not exist', async () => {
    const { pages, writes } = openPages();
    const making = pages.makeSlots();
    writes[0]?.fail(new Error('the disk is full'));
    await expect(making).rejects.toThrow('the disk is full');
    expect(pages.isEmpty()).toBe(true);
  });
});

describe('erasing', () => {
  it('is visible to readers only once it is on disk, with one write for any number of slots', async () => {
    const { pages, writes, slots } = await withSlots();
    const [first, last] = [slots[0], slots.at(-1)];
    if (first === undefined || last === undefined) throw new Error('there are slots');
    const erasing = pages.eraseSlots(slots);
    expect(pages.slotKey(first)).toBeInstanceOf(Uint8Array);
    expect(writes).toHaveLength(2);
    writes[1]?.succeed();
    expect(await erasing).toBe(204);
    expect([pages.slotKey(first), pages.slotKey(last)]).toEqual(['erased', 'erased']);
  });
  it('that could not be written has erased nothing, and can be retried', async () => {
    const { pages, writes, slots } = await withSlots();
    const failing = pages.eraseSlots(slots.slice(0, 1));
    writes[1]?.fail(new Error('the disk failed'));
    await expect(failing).rejects.toThrow('the disk failed');
    const again = pages.eraseSlots(slots.slice(0, 1));
    writes[2]?.succeed();
    expect(await again).toBe(1);
  });
});

it('the checksum of a cell covers the name of its page, a dot, its number and its bytes, as in every released file', () => {
  const page = newPage('slots', realMachine.random.bytes(8));
  const cell = Buffer.from('some bytes of a cell');
  for (const index of [0, 9, 10, 101])
    expect(cellChecksum(page, index, cell)).toBe(crc32(Buffer.concat([Buffer.from(`${nameOfPage(page)}.${index}`), cell])));
});
