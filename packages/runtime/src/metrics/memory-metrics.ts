import type { Metrics } from './metrics.ts';

export interface MemoryMetrics extends Metrics {
  /** Of a counter or gauge: its value. Of a histogram: how many values it was shown. Undefined when it was never touched. */
  value(name: string, labels?: Readonly<Record<string, string>>): number | undefined;
}

/** Figures that are kept and shown to nobody: for tests, and where no one asks for them. */
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
