import type { Bell, WorkerSign } from '@ragtime/contracts/signals';
import type { Priority, TaskResource, WorkerId } from '@ragtime/domain';
import type { OrchestratorLimits } from '../options.ts';
import type { WorkChange } from './open-work.ts';
import type { OpenRun, WaitingTask } from './tasks.ts';
import { createTurns, type Turns } from './turns.ts';
import { createWorkers, type KnownWorker } from './workers.ts';

interface Candidate {
  readonly key: string;
  readonly tenantId: string;
  readonly priority: Priority;
  readonly resource: TaskResource;
  readonly run: OpenRun;
  readonly task: WaitingTask;
  /** The worker at which it was rung without starting. */
  readonly avoided: WorkerId | undefined;
}

interface Rung {
  readonly candidate: Candidate;
  readonly workerId: WorkerId;
  readonly atMs: number;
}

export interface Times {
  /** Wall clock. The log gives the times of retries in it. */
  readonly nowMs: number;
  readonly monotonicMs: number;
}

/**
 * Decides which task is rung next, and at which worker. It keeps the books; its caller sends the bells. Every waiting task is in exactly one place:
 * it waits for its turn, for its time, for a worker of its own, or for the worker that was rung to start it.
 */
export interface Ringer {
  follow(changes: readonly WorkChange[], times: Times): void;
  hear(sign: WorkerSign, times: Times): void;
  /** The bells to ring now. */
  next(times: Times): readonly { readonly bell: Bell; readonly partition: number }[];
  /** Milliseconds until `next` may return a bell without any new input; undefined when nothing is awaited. */
  untilNextMs(times: Times): number | undefined;
  waiting(): Iterable<Candidate>;
  workers(): Iterable<KnownWorker>;
}

export function createRinger(limits: Pick<OrchestratorLimits, 'startWithinMs' | 'workerSilentMs'>): Ringer {
  const workers = createWorkers(limits.workerSilentMs);
  const turns: Turns<Candidate> = createTurns();
  const alone = new Map<string, Candidate>();
  const delayed = new Map<string, Candidate>();
  /** At most the earliest time of the delayed tasks. */
  let nextDueMs = Number.POSITIVE_INFINITY;
  const rung = new Map<string, Rung>();
  let rings = 0;

  function queue(candidate: Candidate, { nowMs }: Times): void {
    if (candidate.task.retryAtMs > nowMs) {
      delayed.set(candidate.key, candidate);
      nextDueMs = Math.min(nextDueMs, candidate.task.retryAtMs);
    } else if (candidate.task.alone) alone.set(candidate.key, candidate);
    else turns.add(candidate);
  }

  function forget(key: string, of: Pick<Candidate, 'tenantId' | 'priority' | 'resource'>): void {
    turns.remove({ key, ...of });
    alone.delete(key);
    delayed.delete(key);
    const was = rung.get(key);
    if (was === undefined) return;
    rung.delete(key);
    workers.release(was.workerId, key);
  }

  function takeBackLate({ monotonicMs }: Times): void {
    for (const [key, { candidate, workerId, atMs }] of rung) {
      if (monotonicMs - atMs < limits.startWithinMs) break; // the map is in the order of ringing
      rung.delete(key);
      workers.release(workerId, key);
      const again = { ...candidate, avoided: workerId };
      if (candidate.task.alone) alone.set(key, again);
      else turns.addFirst(again);
    }
  }

  function takeDue(times: Times): void {
    if (times.nowMs < nextDueMs) return;
    nextDueMs = Number.POSITIVE_INFINITY;
    const all = [...delayed.values()];
    delayed.clear();
    for (const candidate of all) queue(candidate, times);
  }

  function ring(candidate: Candidate, worker: KnownWorker, { monotonicMs }: Times) {
    const { key, task, run } = candidate;
    rung.set(key, { candidate, workerId: worker.workerId, atMs: monotonicMs });
    workers.hold(worker.workerId, key, task);
    rings += 1;
    // The partitions take turns: one that moves to another member now delays no more than its share of the bells.
    return { bell: bellOf(run, task), partition: worker.partitions[rings % worker.partitions.length] ?? 0 };
  }

  /** A task that must run alone waits until some worker has no other. Meanwhile that worker gets nothing new. */
  function nextAlone(times: Times) {
    const [first] = alone.values();
    if (first === undefined) {
      workers.endReservation();
      return undefined;
    }
    const worker = workers.idle(times.monotonicMs, first.avoided);
    if (worker === undefined) {
      workers.reserveOne(times.monotonicMs);
      return undefined;
    }
    alone.delete(first.key);
    workers.endReservation();
    return ring(first, worker, times);
  }

  function nextInTurn(times: Times) {
    const candidate = turns.next(workers.room(times.monotonicMs));
    if (candidate === undefined) return undefined;
    const worker = workers.withRoom(candidate.resource, times.monotonicMs, candidate.avoided);
    if (worker !== undefined) return ring(candidate, worker, times);
    turns.addFirst(candidate);
    return undefined;
  }

  return {
    follow(changes, times) {
      for (const { kind, run, task } of changes) {
        const { tenantId, priority } = run;
        if (kind === 'waits') {
          const { key, resource } = task;
          queue({ key, tenantId, priority, resource, run, task, avoided: undefined }, times);
        } else if (kind === 'runs') workers.hold(task.workerId, task.key, task);
        else {
          forget(task.key, { tenantId, priority, resource: task.resource });
          if (task.status === 'running') workers.release(task.workerId, task.key);
        }
      }
    },
    hear: (sign, { monotonicMs }) => workers.hear(sign, monotonicMs),
    next(times) {
      takeBackLate(times);
      takeDue(times);
      workers.forgetSilent(times.monotonicMs);
      const bells: { readonly bell: Bell; readonly partition: number }[] = [];
      for (let bell = nextAlone(times); bell !== undefined; bell = nextAlone(times)) bells.push(bell);
      for (let bell = nextInTurn(times); bell !== undefined; bell = nextInTurn(times)) bells.push(bell);
      return bells;
    },
    untilNextMs({ nowMs, monotonicMs }) {
      const [oldest] = rung.values();
      const untilRung = oldest === undefined ? Number.POSITIVE_INFINITY : oldest.atMs + limits.startWithinMs - monotonicMs;
      const untilMs = Math.min(untilRung, nextDueMs - nowMs);
      return Number.isFinite(untilMs) ? Math.max(0, untilMs) : undefined;
    },
    *waiting() {
      yield* turns.all();
      yield* alone.values();
      yield* delayed.values();
      for (const { candidate } of rung.values()) yield candidate;
    },
    workers: () => workers.all(),
  };
}

function bellOf(run: OpenRun, task: WaitingTask): Bell {
  const { tenantId, datasetId, documentId, runId, original, sha256, extension, correlationId, traceParent } = run;
  const { taskId, attempt, alone, window } = task;
  return {
    type: 'bell',
    tenantId,
    datasetId,
    documentId,
    run: run.run,
    runId,
    taskId,
    attempt,
    alone,
    original,
    sha256,
    extension,
    correlationId,
    ...(traceParent === undefined ? {} : { traceParent }),
    ...(window === undefined ? {} : { window }),
    settings: run.settings,
  };
}
