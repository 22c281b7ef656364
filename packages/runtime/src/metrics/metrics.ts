/** Names are snake_case with the unit last (`ragtime_append_seconds`). Every call gives every label of the metric. */
export interface MetricDescription<Label extends string> {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly Label[];
}

export type Labels<Label extends string> = Readonly<Record<Label, string>>;

export interface Counter<Label extends string> {
  /** Adds 1 by default. A counter never goes down. */
  add(labels: Labels<Label>, by?: number): void;
}

export interface Gauge<Label extends string> {
  set(labels: Labels<Label>, value: number): void;
}

export interface Histogram<Label extends string> {
  observe(labels: Labels<Label>, value: number): void;
}

/** Takes figures about the running process. Asking twice for one name gives the same metric. */
export interface Metrics {
  counter<Label extends string>(description: MetricDescription<Label>): Counter<Label>;
  gauge<Label extends string>(description: MetricDescription<Label>): Gauge<Label>;
  /** `buckets` are upper bounds, in rising order. */
  histogram<Label extends string>(description: MetricDescription<Label> & { readonly buckets: readonly number[] }): Histogram<Label>;
}
