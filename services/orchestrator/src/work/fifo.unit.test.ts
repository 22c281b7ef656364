import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createFifo } from './fifo.ts';

it('gives the items that were put in and not removed, in their order, in any sequence of calls', () => {
  const step = fc.record({ act: fc.constantFrom('push', 'push', 'shift', 'remove'), n: fc.nat(30) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const fifo = createFifo<{ readonly key: string }>();
      let expected: string[] = [];
      for (const { act, n } of steps) {
        const key = `${n}`;
        if (act === 'push') {
          fifo.push({ key });
          if (!expected.includes(key)) expected.push(key);
        } else if (act === 'remove') {
          fifo.remove(key);
          expected = expected.filter((one) => one !== key);
        }
        const [got, wanted] = act === 'shift' ? [fifo.shift()?.key, expected.shift()] : [];
        expect(got).toBe(wanted);
        expect(fifo.size).toBe(expected.length);
      }
      expect([...fifo.values()].map(({ key }) => key)).toStrictEqual(expected);
    }),
  );
});

it('keeps its order when spent places are freed', () => {
  const fifo = createFifo<{ readonly key: string }>();
  const seen: (string | undefined)[] = [];
  for (let n = 0; n < 5_000; n += 1) fifo.push({ key: `${n}` });
  for (let n = 0; n < 4_000; n += 1) seen.push(fifo.shift()?.key);
  fifo.remove('4500');
  fifo.push({ key: 'last' });
  while (fifo.size > 0) seen.push(fifo.shift()?.key);
  const numbers = Array.from({ length: 5_000 }, (_, n) => `${n}`).filter((key) => key !== '4500');
  expect(seen).toStrictEqual([...numbers, 'last']);
});
