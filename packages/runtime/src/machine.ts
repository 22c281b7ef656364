/** The machine's clock, timers and random numbers, as ports. No code outside this package may ask the machine for them itself. */
export interface Clock {
  /** Milliseconds since 1970, UTC. The value may jump, also backwards. */
  nowMs(): number;
  /** Milliseconds since an arbitrary start, for durations. The value never goes back. */
  monotonicMs(): number;
  /** Milliseconds since the machine started, those included in which it slept. Exact to a second. For noticing that the clock was set. */
  sinceBootMs(): number;
}

export interface Timer {
  /** Does nothing when the timer has fired. */
  cancel(): void;
}

export interface Timers {
  after(delayMs: number, run: () => void): Timer;
  every(intervalMs: number, run: () => void): Timer;
  /** Resolves after `delayMs`. Rejects with the signal's reason if the signal is aborted first. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>;
}

export interface Random {
  /** In [0, 1). */
  next(): number;
  /** Cryptographically strong on the real machine. */
  bytes(length: number): Uint8Array;
}

export interface Machine {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
}
