import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PartitionName, Position, Positions } from '../port/position.ts';
import { createVirtualMachine } from '../testing/virtual-machine.ts';
import { decodeToken, encodeToken, mergePositions } from './token.ts';
import { createPositionTracker } from './tracker.ts';

const position = (offset: number, mark = 1): Position => ({ offset, link: new Uint8Array(8).fill(mark) });
const at = (offset: number, mark = 1): Positions => new Map([['events/0', position(offset, mark)]]);

const anyPositions = fc
  .array(
    fc.record({
      topic: fc.constantFrom<string>('ragtime.tenant.events', 'ragtime.document.events', 'another', 'тема/со/слешем'),
      partition: fc.nat(200),
      offset: fc.maxSafeNat(),
      link: fc.uint8Array({ minLength: 8, maxLength: 8 }),
    }),
    { maxLength: 30 },
  )
  .map((entries) => {
    const positions = new Map<PartitionName, Position>();
    for (const { topic, partition, offset, link } of entries) positions.set(`${topic}/${partition}`, { offset, link });
    return positions;
  });

describe('a token', () => {
  it('holds its positions exactly, in whatever order they were given', () => {
    fc.assert(
      fc.property(anyPositions, (positions) => {
        const token = encodeToken(positions);
        expect(token).toMatch(/^[\w-]+$/);
        expect(decodeToken(token)).toEqual({ kind: 'ok', positions });
        expect(encodeToken(new Map([...positions].reverse()))).toBe(token);
      }),
    );
  });

  it('of one write is short', () => {
    expect(encodeToken(new Map([['ragtime.document.events/11', position(10 ** 9)]])).length).toBeLessThanOrEqual(24);
  });

  it('that is mistyped, cut or invented is invalid', () => {
    const token = encodeToken(at(300));
    for (let index = 0; index < token.length; index += 1) {
      const typo = token.slice(0, index) + (token[index] === 'A' ? 'B' : 'A') + token.slice(index + 1);
      expect(decodeToken(typo)).toEqual({ kind: 'invalid' });
      expect(decodeToken(token.slice(0, index))).toEqual({ kind: 'invalid' });
    }
    expect(decodeToken(`${token}AAAA`)).toEqual({ kind: 'invalid' });
    expect(decodeToken(`${token} `)).toEqual({ kind: 'invalid' });
  });

  it('never makes the decoder throw', () => {
    fc.assert(fc.property(fc.string({ maxLength: 200 }), (text) => void decodeToken(text)));
  });
});

it('merging keeps the later position of each partition', () => {
  const merged = mergePositions(at(5, 1), new Map([['events/1', position(2)]]), at(9, 2), at(7, 3));
  expect(merged).toEqual(
    new Map([
      ['events/0', position(9, 2)],
      ['events/1', position(2)],
    ]),
  );
});

describe('a tracker', () => {
  const make = (rememberedMax?: number) => {
    const machine = createVirtualMachine();
    return { machine, tracker: createPositionTracker({ machine, ...(rememberedMax === undefined ? {} : { rememberedMax }) }) };
  };

  it('answers at once when the position is reached', async () => {
    const { tracker } = make();
    tracker.advance('events/0', position(5));
    expect(await tracker.waitFor(at(5), { timeoutMs: 0 })).toBe('reached');
    expect(await tracker.waitFor(new Map(), { timeoutMs: 0 })).toBe('reached');
  });

  it('waits until every partition is reached', async () => {
    const { machine, tracker } = make();
    const waiting = tracker.waitFor(mergePositions(at(5), new Map([['events/1', position(3)]])), { timeoutMs: 1_000 });
    tracker.advance('events/0', position(5));
    let isAnswered = false;
    void waiting.then(() => {
      isAnswered = true;
    });
    await machine.advance(100);
    expect(isAnswered).toBe(false);
    tracker.advance('events/1', position(4), [position(3), position(4)]);
    expect(await machine.until(waiting)).toBe('reached');
  });

  it('gives up when the time is over, and at once without any time', async () => {
    const { machine, tracker } = make();
    expect(await machine.until(tracker.waitFor(at(5), { timeoutMs: 50 }))).toBe('timed-out');
    expect(machine.clock.monotonicMs()).toBe(50);
    expect(await tracker.waitFor(at(5), { timeoutMs: 0 })).toBe('timed-out');
  });

  it('throws when its signal is aborted', async () => {
    const abort = new AbortController();
    const waiting = make().tracker.waitFor(at(5), { timeoutMs: 1_000, signal: abort.signal });
    abort.abort(new Error('the caller has left'));
    await expect(waiting).rejects.toThrow('the caller has left');
  });

  it('never goes back', async () => {
    const { tracker } = make();
    tracker.advance('events/0', position(5));
    tracker.advance('events/0', position(3, 9));
    expect(tracker.current()).toEqual(at(5));
  });

  it('recognises a position of another log by the positions that it passed lately, also between barriers', async () => {
    const { machine, tracker } = make();
    tracker.advance('events/0', position(8, 3), [position(3, 1), position(5, 2), position(7, 3)]);
    for (const [offset, mark] of [
      [3, 1],
      [4, 1],
      [5, 2],
      [6, 2],
      [7, 3],
      [8, 3],
    ] as const) {
      expect(await tracker.waitFor(at(offset, mark), { timeoutMs: 0 })).toBe('reached');
      expect(await tracker.waitFor(at(offset, 9), { timeoutMs: 0 })).toBe('unknown-log');
    }
    const ahead = tracker.waitFor(at(10, 9), { timeoutMs: 1_000 });
    tracker.advance('events/0', position(10, 4), [position(10, 4)]);
    expect(await machine.until(ahead)).toBe('unknown-log');
  });

  it('accepts a position that it no longer remembers', async () => {
    const { tracker } = make(2);
    tracker.advance('events/0', position(9, 3), [position(3, 1), position(5, 2), position(9, 3)]);
    expect(await tracker.waitFor(at(3, 9), { timeoutMs: 0 })).toBe('reached');
  });
});
