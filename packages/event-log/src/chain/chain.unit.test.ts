import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryLog } from '../memory/log.ts';
import type { PartitionSession } from '../port/log.ts';
import { createVirtualMachine } from '../testing/virtual-machine.ts';
import { type Chain, emptyChain, follow, isStampedHere, judge } from './chain.ts';
import { genesisLink, linkAfter } from './link.ts';
import { murmur2, partitionOf } from './partition-of.ts';
import { recoverChain } from './recover.ts';
import { rereadTail } from './tail.ts';
import { walkPage } from './walk.ts';

describe('a link', () => {
  it('is the first 8 bytes of sha256 over the previous link, the key and the value, each text preceded by its length', () => {
    expect(Buffer.from(linkAfter(genesisLink, 'key', Buffer.from('value'))).toString('hex')).toBe('be73493873cf25b0');
  });

  it('differs when a byte moves from the key to the value', () => {
    expect(linkAfter(genesisLink, 'ab', Buffer.from('c'))).not.toEqual(linkAfter(genesisLink, 'a', Buffer.from('bc')));
  });
});

describe('a record', () => {
  const at = (offset: number, stampedAt: number, previous = genesisLink) => ({
    offset,
    key: 'k',
    value: Buffer.from('v'),
    stamp: { at: stampedAt, previous },
  });

  it('counts when it lies where its stamp says and continues the chain', () => {
    expect(judge(genesisLink, at(3, 3)).kind).toBe('counts');
  });

  it('never counts when it lies at another offset, is a barrier or lacks key, value or stamp', () => {
    for (const record of [
      at(3, 2),
      at(3, 4),
      at(3, -1),
      { ...at(3, 3), stamp: undefined },
      { ...at(3, 3), key: undefined },
      { ...at(3, 3), value: undefined },
    ]) {
      expect(judge(genesisLink, record).kind).toBe('ignored');
    }
  });

  it('is suspicious when it lies where its stamp says and continues another chain', () => {
    expect(judge(genesisLink, at(3, 3, Uint8Array.of(1, 1, 1, 1, 1, 1, 1, 1))).kind).toBe('suspicious');
  });
});

/**
 * A partition described by letters: `c` counts, `b` is a barrier, `s` has a shifted stamp, `x` has the right offset but continues another chain.
 */
async function lettered(letters: string) {
  const log = createMemoryLog({ machine: createVirtualMachine() });
  await log.ensureTopics([{ name: 't', partitions: 1 }]);
  const chains: Chain[] = [emptyChain];
  for (const [offset, letter] of letters.split('').entries()) {
    const before = chains.at(-1) ?? emptyChain;
    const stampedAt = { c: offset, b: -1, s: offset + 5, x: offset }[letter] ?? -1;
    const record = {
      key: 'k',
      value: Buffer.from(`${letter}${offset}`),
      stamp: { at: stampedAt, previous: letter === 'x' ? new Uint8Array(8).fill(9) : before.link },
    };
    log.intrude('t', 0, [record]);
    chains.push(letter === 'c' ? follow({ ...record, offset }) : { ...before, offset: offset + 1 });
  }
  return { log, chains, session: await log.openSession('t', 0) };
}

async function fold(session: PartitionSession): Promise<Chain> {
  const page = await session.read(0, { limit: 1_000, waitMs: 0 });
  const walk = await walkPage(session, emptyChain, page, () => undefined);
  expect(walk.kind).toBe('walked');
  return walk.chain;
}

const letters = fc.array(fc.constantFrom('c', 'b', 's', 'x'), { maxLength: 40 }).map((all) => all.join(''));

describe('a chain', () => {
  it('is the same for the writer and the reader, whatever records lie between', async () => {
    await fc.assert(
      fc.asyncProperty(letters, async (content) => {
        const { session, chains } = await lettered(content);
        expect(await fold(session)).toEqual(chains.at(-1));
      }),
    );
  });

  it('is recovered from a position alone, and recognised over every session that shows it', async () => {
    await fc.assert(
      fc.asyncProperty(letters, fc.nat(40), async (content, at) => {
        const { session, chains } = await lettered(content);
        const chain = chains[at % chains.length] ?? emptyChain;
        expect(await recoverChain(session, { offset: chain.offset, link: chain.link })).toEqual(chain);
        expect(await rereadTail(session, chain)).toBe('same');
      }),
    );
  });

  it('is reported as another or a shorter one on every log that lost an acknowledged record of it', async () => {
    await fc.assert(
      fc.asyncProperty(letters, letters, fc.nat(40), async (content, others, cut) => {
        const { log, chains } = await lettered(`c${content}c`);
        const mine = chains.at(-1) ?? emptyChain;
        const at = cut % mine.offset;
        const before = chains[at] ?? emptyChain;
        log.cutTail('t', 0, at);
        let link = before.link;
        for (const [index, letter] of others.split('').entries()) {
          const value = Buffer.from(`other ${letter}${index}`);
          log.intrude('t', 0, [{ key: 'k', value, stamp: { at: letter === 'c' ? at + index : -1, previous: link } }]);
          if (letter === 'c') link = linkAfter(link, 'k', value);
        }
        const session = await log.openSession('t', 0);
        expect(await rereadTail(session, mine)).not.toBe('same');
        expect(['other', 'shorter']).toContain(await recoverChain(session, mine));
      }),
    );
  });
});

it('a record that counts where a reader saw only barriers shows that the log is another one', async () => {
  const { log, chains } = await lettered('cbb');
  const mine = chains[3] ?? emptyChain;
  log.cutTail('t', 0, 1);
  log.intrude('t', 0, [{ key: 'k', value: Buffer.from('new'), stamp: { at: 1, previous: mine.link } }]);
  log.intrude('t', 0, [{ key: '', value: Buffer.from(''), stamp: { at: -1, previous: genesisLink } }]);
  const session = await log.openSession('t', 0);
  expect(await rereadTail(session, mine)).toBe('other');
  expect(await recoverChain(session, mine)).toBe('other');
});

describe('a partition of a key', () => {
  it('is the one that Kafka would choose', () => {
    // org.apache.kafka.common.utils.UtilsTest#testMurmur2
    const known = {
      '21': -973932308,
      foobar: -790332482,
      'a-little-bit-long-string': -985981536,
      'a-little-bit-longer-string': -1486304829,
      lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8: -58897971,
      abc: 479470107,
    };
    for (const [key, hash] of Object.entries(known)) expect(murmur2(Buffer.from(key))).toBe(hash);
  });

  it('lies within the topic', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 100 }), (key, partitions) => {
        const partition = partitionOf(key, partitions);
        expect(partition >= 0 && partition < partitions).toBe(true);
      }),
    );
  });
});

it('a record counts as stamped here only with a key, a value and a stamp', () => {
  expect(isStampedHere({ offset: 0, key: 'k', value: undefined, stamp: { at: 0, previous: genesisLink } })).toBe(false);
});
