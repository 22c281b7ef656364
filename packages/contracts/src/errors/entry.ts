export interface Problem {
  readonly status: number;
  /** The same for every occurrence. What is special about one goes into the answer's `detail`. */
  readonly title: string;
  /** The answer carries `Retry-After`: the same request may pass later. */
  readonly retryAfter?: true;
}

export interface Failure {
  readonly title: string;
}
