import { expect, it } from 'vitest';
import { timed } from './timed.ts';

class Store {
  #reads = 0;
  readonly name = 'store';
  async read(path: string): Promise<string> {
    this.#reads += 1;
    if (path === 'missing') throw new Error('there is nothing');
    return await Promise.resolve(`${path} ${this.#reads}`);
  }
  reads(): number {
    return this.#reads;
  }
}

it('measures the named functions, whether they end well or not, and passes everything else on', async () => {
  let nowMs = 0;
  const seen: unknown[] = [];
  const clock = { monotonicMs: () => (nowMs += 500) };
  const store = timed(new Store(), ['read'], { clock, observe: (...figures) => seen.push(figures) });
  expect(await store.read('a')).toBe('a 1');
  await expect(store.read('missing')).rejects.toThrow('there is nothing');
  expect([store.reads(), store.name, store instanceof Store]).toStrictEqual([2, 'store', true]);
  expect(seen).toStrictEqual([
    ['read', 0.5, true],
    ['read', 0.5, false],
  ]);
});

it('a function that throws before it gives a promise rejects instead, and is measured', async () => {
  const seen: unknown[] = [];
  const target = {
    run: (): Promise<void> => {
      throw new Error('at once');
    },
  };
  const measured = timed(target, ['run'], { clock: { monotonicMs: () => 0 }, observe: (...figures) => seen.push(figures) });
  await expect(measured.run()).rejects.toThrow('at once');
  expect(seen).toStrictEqual([['run', 0, false]]);
});
