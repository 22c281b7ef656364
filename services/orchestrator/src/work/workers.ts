import type { WorkerSign } from '@ragtime/contracts/signals';
import type { WorkerId } from '@ragtime/domain';

export interface KnownWorker {
  readonly workerId: WorkerId;
  /** Of the topic of doorbells. It hears no bell while it has none. */
  readonly partitions: readonly number[];
  readonly slots: number;
  /** So many bells may wait at the worker beyond its free slots. */
  readonly ahead: number;
  readonly leaving: boolean;
  readonly heardAtMs: number;
  /** Tasks that run or were rung there, by key. */
  readonly held: Map<string, { readonly alone: boolean }>;
}

/** A worker that was silent for so long is forgotten; its attempts are the leases' business. */
const forgottenAfterMs = 60_000;

/** Who has room for what. Times are monotonic. */
export interface Workers {
  hear(sign: WorkerSign, atMs: number): void;
  hold(workerId: WorkerId, key: string, alone: boolean): void;
  release(workerId: WorkerId, key: string): void;
  /** The one with the most room, other than `avoided` if there is another; undefined when nobody has any. */
  withRoom(atMs: number, avoided: WorkerId | undefined): KnownWorker | undefined;
  /** One that has nothing to do at all. */
  idle(atMs: number, avoided: WorkerId | undefined): KnownWorker | undefined;
  /** Keeps the least busy worker free of new bells until it is idle; undefined sets it free. */
  reserveOne(atMs: number): void;
  endReservation(): void;
  forgetSilent(atMs: number): void;
  all(): Iterable<KnownWorker>;
}

export function createWorkers(silentMs: number): Workers {
  const workers = new Map<WorkerId, KnownWorker>();
  /** Of workers that gave no sign yet: the log may be heard before them. */
  const heldOfUnheard = new Map<WorkerId, KnownWorker['held']>();
  let reserved: WorkerId | undefined;

  function heldBy(workerId: WorkerId): KnownWorker['held'] {
    const held = workers.get(workerId)?.held ?? heldOfUnheard.get(workerId) ?? new Map<string, { readonly alone: boolean }>();
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

  /** A free slot first, then room ahead: what waits behind a slot may wait long. */
  function best(candidates: readonly KnownWorker[], atMs: number): KnownWorker | undefined {
    const free = (worker: KnownWorker) => worker.slots - worker.held.size;
    return candidates.reduce<KnownWorker | undefined>((found, worker) => {
      if (room(worker, atMs) <= 0) return found;
      return found === undefined || free(worker) > free(found) ? worker : found;
    }, undefined);
  }

  const others = (avoided: WorkerId | undefined) => [...workers.values()].filter(({ workerId }) => workerId !== avoided);

  return {
    hear({ workerId, partitions, slots, endedLastSecond, leaving }, atMs) {
      const held = heldBy(workerId);
      heldOfUnheard.delete(workerId);
      workers.set(workerId, { workerId, partitions, slots, ahead: endedLastSecond, leaving, heardAtMs: atMs, held });
    },
    hold: (workerId, key, alone) => void heldBy(workerId).set(key, { alone }),
    release(workerId, key) {
      const held = heldBy(workerId);
      held.delete(key);
      if (held.size === 0) heldOfUnheard.delete(workerId);
    },
    withRoom: (atMs, avoided) => best(others(avoided), atMs) ?? best([...workers.values()], atMs),
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
