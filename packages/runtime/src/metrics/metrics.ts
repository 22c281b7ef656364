/** Names are snake_case with the unit last (`ragtime_append_seconds`); every label of a metric is given each time. */
export interface MetricDescription<Label extends string> {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly Label[];
}

export type Labels<Label extends string> = Readonly<Record<Label, string>>;

export interface Counter<Label extends string> {
  /** By 1 where nothing else is said; never down. */
  add(labels: Labels<Label>, by?: number): void;
}

export interface Gauge<Label extends string> {
  set(labels: Labels<Label>, value: number): void;
}

export interface Histogram<Label extends string> {
  observe(labels: Labels<Label>, value: number): void;
}

/** Where figures about the running process go. Asking twice for one name gives the same metric. */
export interface Metrics {
  counter<Label extends string>(description: MetricDescription<Label>): Counter<Label>;
  gauge<Label extends string>(description: MetricDescription<Label>): Gauge<Label>;
  /** `buckets` are upper bounds, rising. */
  histogram<Label extends string>(description: MetricDescription<Label> & { readonly buckets: readonly number[] }): Histogram<Label>;
}
