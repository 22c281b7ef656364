import { realMachine } from '@ragtime/runtime';

const { clock } = realMachine;

export interface Figures {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** @param share from 0 to 1 */
export function percentile(values: readonly number[], share: number): number {
  return values.toSorted((one, other) => one - other)[Math.min(values.length - 1, Math.floor(share * values.length))] ?? 0;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** @param timesMs how long each took. @param tookMs how long all took together, in parallel or not. */
export function figuresOf(timesMs: readonly number[], tookMs: number): Figures {
  return {
    perSecond: (timesMs.length * 1_000) / tookMs,
    p50Ms: percentile(timesMs, 0.5),
    p95Ms: percentile(timesMs, 0.95),
    p99Ms: percentile(timesMs, 0.99),
    maxMs: percentile(timesMs, 1),
  };
}

/** Clients that each start again as soon as they are answered, until the time is over. */
export async function loadOf(clients: number, seconds: number, act: (client: number) => Promise<void>): Promise<Figures> {
  const timesMs: number[] = [];
  const from = clock.monotonicMs();
  const until = from + seconds * 1_000;
  const run = async (client: number) => {
    for (let atMs = clock.monotonicMs(); atMs < until; ) {
      await act(client);
      const nowMs = clock.monotonicMs();
      timesMs.push(nowMs - atMs);
      atMs = nowMs;
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, client) => run(client)));
  return figuresOf(timesMs, clock.monotonicMs() - from);
}

export async function timed<Result>(run: () => Promise<Result> | Result): Promise<{ readonly result: Result; readonly ms: number }> {
  const from = clock.monotonicMs();
  const result = await run();
  return { result, ms: clock.monotonicMs() - from };
}
