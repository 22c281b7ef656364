import type { WorkerSign } from '@ragtime/contracts/signals';
import { type TaskResource, taskResources, type WorkerId } from '@ragtime/domain';
import type { OpenTask } from './tasks.ts';
import type { Room } from './turns.ts';

export interface KnownWorker {
  readonly workerId: WorkerId;
  /** Its partitions of the topic of doorbells. It hears no bell while it has none. */
  readonly partitions: readonly number[];
  readonly slots: number;
  /** How many bells may wait at the worker beyond its free slots. */
  readonly ahead: number;
  readonly leaving: boolean;
  readonly heardAtMs: number;
  /** How many of its slots tasks of a resource may take. All, if it is absent. */
  readonly slotsFor: Partial<Record<TaskResource, number>>;
  /** Tasks that run or were rung there, by key. */
  readonly held: Map<string, Held>;
}

type Held = Pick<OpenTask, 'alone' | 'resource'>;

/** A worker that was silent for this time is forgotten. The leases deal with its attempts. */
const forgottenAfterMs = 60_000;

/** Which worker has room for which tasks. Times are monotonic. */
export interface Workers {
  hear(sign: WorkerSign, atMs: number): void;
  hold(workerId: WorkerId, key: string, task: Held): void;
  release(workerId: WorkerId, key: string): void;
  /** The worker with the most room, other than `avoided` if there is another; undefined when none has room. */
  withRoom(resource: TaskResource, atMs: number, avoided: WorkerId | undefined): KnownWorker | undefined;
  /** The resources that at least one worker has room for. */
  room(atMs: number): Room;
  /** A worker that has no task at all. */
  idle(atMs: number, avoided: WorkerId | undefined): KnownWorker | undefined;
  /** Keeps the least busy worker free of new bells until it is idle. The argument undefined sets it free. */
  reserveOne(atMs: number): void;
  endReservation(): void;
  forgetSilent(atMs: number): void;
  all(): Iterable<KnownWorker>;
}

export function createWorkers(silentMs: number): Workers {
  const workers = new Map<WorkerId, KnownWorker>();
  /** Tasks held by workers that gave no sign yet: the log may be heard before them. */
  const heldOfUnheard = new Map<WorkerId, KnownWorker['held']>();
  let reserved: WorkerId | undefined;

  function heldBy(workerId: WorkerId): KnownWorker['held'] {
    const held = workers.get(workerId)?.held ?? heldOfUnheard.get(workerId) ?? new Map<string, Held>();
    if (!workers.has(workerId)) heldOfUnheard.set(workerId, held);
    return held;
  }

  const isPresent = (worker: KnownWorker, atMs: number) =>
    !worker.leaving && worker.slots > 0 && worker.partitions.length > 0 && atMs - worker.heardAtMs <= silentMs;

  function room(worker: KnownWorker, atMs: number): number {
    if (!isPresent(worker, atMs) || worker.workerId === reserved) return 0;
    for (const { alone } of worker.held.values()) if (alone) return 0;
    return worker.slots + worker.ahead - worker.held.size;
  }

  function roomFor(worker: KnownWorker, resource: TaskResource, atMs: number): number {
    const most = worker.slotsFor[resource];
    if (most === undefined) return room(worker, atMs);
    const taken = [...worker.held.values()].filter((held) => held.resource === resource).length;
    return Math.min(room(worker, atMs), most - taken);
  }

  /** A free slot counts before room ahead, because a bell behind a slot may wait long. */
  function best(candidates: readonly KnownWorker[], resource: TaskResource, atMs: number): KnownWorker | undefined {
    const free = (worker: KnownWorker) => worker.slots - worker.held.size;
    return candidates.reduce<KnownWorker | undefined>((found, worker) => {
      if (roomFor(worker, resource, atMs) <= 0) return found;
      return found === undefined || free(worker) > free(found) ? worker : found;
    }, undefined);
  }

  const others = (avoided: WorkerId | undefined) => [...workers.values()].filter(({ workerId }) => workerId !== avoided);

  return {
    hear({ workerId, partitions, slots, endedLastSecond, leaving, slotsFor = {} }, atMs) {
      const held = heldBy(workerId);
      heldOfUnheard.delete(workerId);
      workers.set(workerId, { workerId, partitions, slots, ahead: endedLastSecond, leaving, slotsFor, heardAtMs: atMs, held });
    },
    hold: (workerId, key, { alone, resource }) => void heldBy(workerId).set(key, { alone, resource }),
    release(workerId, key) {
      const held = heldBy(workerId);
      held.delete(key);
      if (held.size === 0) heldOfUnheard.delete(workerId);
    },
    withRoom: (resource, atMs, avoided) => best(others(avoided), resource, atMs) ?? best([...workers.values()], resource, atMs),
    room: (atMs) => new Set(taskResources.filter((resource) => best([...workers.values()], resource, atMs) !== undefined)),
    idle(atMs, avoided) {
      const isIdle = (worker: KnownWorker) => isPresent(worker, atMs) && worker.held.size === 0;
      return others(avoided).find(isIdle) ?? [...workers.values()].find(isIdle);
    },
    reserveOne(atMs) {
      const current = reserved === undefined ? undefined : workers.get(reserved);
      if (current !== undefined && isPresent(current, atMs)) return;
      const present = [...workers.values()].filter((worker) => isPresent(worker, atMs));
      reserved = present.sort((one, other) => one.held.size - other.held.size)[0]?.workerId;
    },
    endReservation() {
      reserved = undefined;
    },
    forgetSilent(atMs) {
      for (const [workerId, { heardAtMs, held, leaving }] of workers) {
        if (held.size > 0) continue;
        if (atMs - heardAtMs > forgottenAfterMs || (leaving && atMs - heardAtMs > silentMs)) workers.delete(workerId);
      }
    },
    all: () => workers.values(),
  };
}
