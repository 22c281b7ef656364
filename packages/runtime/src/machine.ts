/** The machine's clock, timers and chance, as ports: nothing outside this package may ask for them itself. */
export interface Clock {
  /** Milliseconds since 1970, UTC. May jump, backwards too. */
  nowMs(): number;
  /** Milliseconds from an arbitrary start; never goes back. For durations. */
  monotonicMs(): number;
}

export interface Timer {
  /** Harmless when it has fired. */
  cancel(): void;
}

export interface Timers {
  after(delayMs: number, run: () => void): Timer;
  every(intervalMs: number, run: () => void): Timer;
  /** Resolves after `delayMs`; rejects with the signal's reason when it is aborted first. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>;
}

export interface Random {
  /** In [0, 1). */
  next(): number;
  /** Cryptographically strong where the real machine stands behind it. */
  bytes(length: number): Uint8Array;
}

export interface Machine {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
}
