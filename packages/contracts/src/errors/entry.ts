export interface Problem {
  readonly status: number;
  /** The same for every occurrence. The answer's `detail` holds what is special about one. */
  readonly title: string;
  /** The answer carries `Retry-After`: the same request may pass later. */
  readonly retryAfter?: true;
}

export interface Failure {
  readonly title: string;
}
