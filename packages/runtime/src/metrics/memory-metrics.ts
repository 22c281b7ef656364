import type { Metrics } from './metrics.ts';

export interface MemoryMetrics extends Metrics {
  /** For a counter or gauge: its value. For a histogram: the number of observed values. Undefined when it was never used. */
  value(name: string, labels?: Readonly<Record<string, string>>): number | undefined;
}

/** Keeps figures and publishes none: for tests, and for processes without metrics. */
export function createMemoryMetrics(): MemoryMetrics {
  const values = new Map<string, number>();
  const add = (id: string, by: number) => void values.set(id, (values.get(id) ?? 0) + by);

  return {
    counter: ({ name }) => ({
      add(labels, by = 1) {
        if (by < 0) throw new RangeError(`the counter ${name} cannot go down`);
        add(idOf(name, labels), by);
      },
    }),
    gauge: ({ name }) => ({ set: (labels, value) => void values.set(idOf(name, labels), value) }),
    histogram: ({ name }) => ({ observe: (labels) => add(idOf(name, labels), 1) }),
    value: (name, labels = {}) => values.get(idOf(name, labels)),
  };
}

const idOf = (name: string, labels: Readonly<Record<string, string>>): string => {
  const sorted = Object.entries(labels).sort(([left], [right]) => (left < right ? -1 : 1));
  return JSON.stringify([name, sorted]);
};
