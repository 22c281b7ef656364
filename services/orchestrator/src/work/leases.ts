import type { WorkerSign } from '@ragtime/contracts/signals';
import type { RunId, TaskId, WorkerId } from '@ragtime/domain';
import type { OrchestratorLimits } from '../options.ts';
import type { WorkChange } from './open-work.ts';
import { keyOf, type OpenRun, type RunningTask } from './tasks.ts';

interface Lease {
  readonly run: OpenRun;
  readonly task: RunningTask;
  heardAtMs: number;
}

interface Silent {
  /** These expire now. */
  readonly expired: readonly { readonly run: OpenRun; readonly task: RunningTask }[];
  /** How many more are silent than may expire now; 0 when all may. */
  readonly held: number;
}

/**
 * How long the workers of running attempts have been silent. Times are monotonic. Silence proves little, because the network may be what broke. So
 * no more than a share of the attempts expires within one lease, unless a worker is certainly dead.
 */
export interface Leases {
  follow(changes: readonly WorkChange[], atMs: number): void;
  hear(sign: WorkerSign, atMs: number): void;
  hearProgress(
    of: { readonly runId: RunId; readonly taskId: TaskId; readonly attempt: number; readonly workerId: WorkerId },
    atMs: number,
  ): void;
  /** Starts every lease anew, because workers may have spoken while nothing could be heard. */
  startAnew(atMs: number): void;
  silent(atMs: number): Silent;
  /** The log did not take the expiry: the attempt stays silent. */
  giveBack(key: string): void;
  holds(of: { readonly runId: RunId; readonly taskId: TaskId; readonly attempt: number; readonly workerId: WorkerId }): boolean;
  readonly running: number;
  all(): Iterable<{ readonly run: OpenRun; readonly task: RunningTask }>;
}

type Limits = Pick<OrchestratorLimits, 'leaseMs' | 'expiryShareMax' | 'expiriesMin'>;

export function createLeases(limits: Limits, isCertainlyGone: (workerId: WorkerId, atMs: number) => boolean): Leases {
  const leases = new Map<string, Lease>();
  /** The expiries that are on their way to the log, by key. */
  const expiring = new Set<string>();
  /** When each attempt that expired within the last lease did so, by key and attempt. */
  const expiredAtMs = new Map<string, number>();

  function lease({ runId, taskId, attempt, workerId }: Parameters<Leases['hearProgress']>[0]): Lease | undefined {
    const found = leases.get(keyOf(runId, taskId));
    return found?.task.attempt === attempt && found.task.workerId === workerId ? found : undefined;
  }

  return {
    follow(changes, atMs) {
      for (const { kind, run, task } of changes) {
        if (kind === 'runs') leases.set(task.key, { run, task, heardAtMs: atMs });
        else if (kind === 'ended') {
          leases.delete(task.key);
          expiring.delete(task.key);
        }
      }
    },
    hear({ workerId, running }, atMs) {
      for (const one of running) {
        const held = lease({ ...one, workerId });
        if (held !== undefined) held.heardAtMs = atMs;
      }
    },
    hearProgress(of, atMs) {
      const held = lease(of);
      if (held !== undefined) held.heardAtMs = atMs;
    },
    startAnew(atMs) {
      for (const held of leases.values()) held.heardAtMs = atMs;
    },
    silent(atMs) {
      for (const [attempt, was] of expiredAtMs) if (atMs - was >= limits.leaseMs) expiredAtMs.delete(attempt);
      const most = Math.max(limits.expiriesMin, Math.floor(leases.size * limits.expiryShareMax));
      const expired: Lease[] = [];
      let held = 0;
      for (const [key, candidate] of leases) {
        if (expiring.has(key)) continue;
        const isGone = isCertainlyGone(candidate.task.workerId, atMs);
        if (!isGone && atMs - candidate.heardAtMs <= limits.leaseMs) continue;
        const attempt = `${key}/${candidate.task.attempt}`;
        if (!isGone && expiredAtMs.size >= most && !expiredAtMs.has(attempt)) held += 1;
        else {
          expired.push(candidate);
          expiring.add(key);
          if (!isGone) expiredAtMs.set(attempt, atMs);
        }
      }
      return { expired, held };
    },
    giveBack: (key) => void expiring.delete(key),
    holds: (of) => lease(of) !== undefined,
    get running() {
      return leases.size;
    },
    all: () => leases.values(),
  };
}
