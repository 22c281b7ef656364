import type { Labels, MetricDescription, Metrics } from '@ragtime/runtime';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface PrometheusMetrics extends Metrics {
  readonly contentType: string;
  /** All metrics in Prometheus' text format. */
  text(): Promise<string>;
  /** Registers a function that runs before every `text()`. It sets gauges whose value is read at that moment. */
  onCollect(collect: () => void): void;
}

/** @param ofProcess whether to add the metrics of this process, such as its memory and event loop. */
export function createPrometheusMetrics({ ofProcess = true }: { readonly ofProcess?: boolean } = {}): PrometheusMetrics {
  const registry = new Registry();
  if (ofProcess) collectDefaultMetrics({ register: registry });
  const known = new Map<string, unknown>();
  const collectors: (() => void)[] = [];

  function once<Metric>(name: string, make: () => Metric): Metric {
    const metric = (known.get(name) as Metric | undefined) ?? make();
    known.set(name, metric);
    return metric;
  }

  const shared = <Label extends string>({ name, help, labels }: MetricDescription<Label>) => ({
    name,
    help,
    labelNames: [...labels],
    registers: [registry],
  });
  const plain = <Label extends string>(labels: Labels<Label>): Record<string, string> => ({ ...labels });

  return {
    contentType: registry.contentType,
    counter(description) {
      const counter = once(description.name, () => new Counter<string>(shared(description)));
      return { add: (labels, by = 1) => counter.inc(plain(labels), by) };
    },
    gauge(description) {
      const gauge = once(description.name, () => new Gauge<string>(shared(description)));
      return { set: (labels, value) => gauge.set(plain(labels), value) };
    },
    histogram({ buckets, ...description }) {
      const histogram = once(description.name, () => new Histogram<string>({ ...shared(description), buckets: [...buckets] }));
      return { observe: (labels, value) => histogram.observe(plain(labels), value) };
    },
    onCollect: (collect) => void collectors.push(collect),
    async text() {
      for (const collect of collectors) collect();
      return await registry.metrics();
    },
  };
}
