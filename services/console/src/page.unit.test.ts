import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEventReader } from '../public/event-lines.js';
import { sizeOf } from '../public/format.js';
import { oneAtATime } from '../public/one-at-a-time.js';

describe('server-sent events', () => {
  const Event = fc.record({
    event: fc.constantFrom('state', 'progress', 'ready'),
    data: fc.oneof(fc.jsonValue(), fc.string({ unit: 'binary' })),
    id: fc.option(fc.stringMatching(/^[\w-]{1,20}$/), { nil: undefined }),
  });
  const textOf = ({ event, data, id }: { readonly event: string; readonly data: unknown; readonly id: string | undefined }) =>
    `: beat\n\n${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

  it('are the same wherever the text is cut', () => {
    fc.assert(
      fc.property(fc.array(Event), fc.array(fc.nat()), (events, cuts) => {
        const text = `: ragtime\n\n${events.map(textOf).join('')}`;
        const reader = createEventReader();
        const places = [0, ...cuts.map((cut) => cut % text.length).toSorted((one, other) => one - other), text.length];
        const read = places.flatMap((place, index) => reader.read(text.slice(places[index - 1] ?? 0, place)));
        expect(read).toEqual(events.map(({ event, data, id }) => ({ event, data: JSON.parse(JSON.stringify(data)), id })));
      }),
    );
  });
});

describe('an action that is asked for often', () => {
  const signal = new AbortController().signal;

  it('runs once at a time, and once more for all that asked meanwhile', async () => {
    const ends: (() => void)[] = [];
    let most = 0;
    let now = 0;
    const ask = oneAtATime(0, signal, async () => {
      now += 1;
      most = Math.max(most, now);
      await new Promise<void>((resolve) => ends.push(resolve));
      now -= 1;
    });
    const first = ask();
    await Promise.resolve();
    await Promise.resolve();
    const later = [ask(), ask(), ask()];
    ends[0]?.();
    await first;
    await expect.poll(() => ends.length).toBe(2);
    ends[1]?.();
    await Promise.all(later);
    expect({ runs: ends.length, most }).toEqual({ runs: 2, most: 1 });
  });

  it('tells who asked that it failed, and runs again for the next', async () => {
    let runs = 0;
    const ask = oneAtATime(0, signal, async () => {
      runs += 1;
      if (runs === 1) throw new Error('down');
    });
    await expect(ask()).rejects.toThrow('down');
    await ask();
    expect(runs).toBe(2);
  });
});

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1.0 kB'],
  [9_620, '9.6 kB'],
  [11_467, '11 kB'],
  [4_294_967_296, '4.3 GB'],
])('%d bytes are shown as %s', (bytes, shown) => {
  expect(sizeOf(bytes)).toBe(shown);
});
