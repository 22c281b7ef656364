import { seatOf } from '@ragtime/contracts/signals';
import type { WorkerId } from '@ragtime/domain';

interface Heard {
  /** The begin of the time since which it was never silent for long. */
  readonly sinceMs: number;
  readonly atMs: number;
}

/**
 * Which worker speaks from which seat. A seat has room for one process. So a worker that is silent while another speaks from its seat is dead, and
 * its lease need not run out, however many died at once. Two workers that both speak, because the same seat was named twice by mistake, are left
 * alone. Times are monotonic.
 */
export interface Seats {
  hear(workerId: WorkerId, atMs: number): void;
  /** Whether another worker has spoken from its seat throughout `silentMs` in which it was silent itself. */
  isTaken(workerId: WorkerId, atMs: number): boolean;
  /** From now on, what was heard earlier proves nothing. */
  startAnew(): void;
}

/** A worker that was silent for this time is forgotten: it has no attempt any more. */
const forgottenAfterMs = 60_000;

export function createSeats(silentMs: number): Seats {
  const seats = new Map<string, Map<WorkerId, Heard>>();

  function forgetSilent(nowMs: number): void {
    for (const [seat, speakers] of seats) {
      for (const [workerId, { atMs }] of speakers) if (nowMs - atMs > forgottenAfterMs) speakers.delete(workerId);
      if (speakers.size === 0) seats.delete(seat);
    }
  }

  return {
    hear(workerId, atMs) {
      const seat = seatOf(workerId);
      if (seat === undefined) return;
      const speakers = seats.get(seat) ?? new Map<WorkerId, Heard>();
      const before = speakers.get(workerId);
      if (before === undefined) forgetSilent(atMs);
      speakers.set(workerId, { sinceMs: before === undefined || atMs - before.atMs > silentMs ? atMs : before.sinceMs, atMs });
      seats.set(seat, speakers);
    },
    isTaken(workerId, nowMs) {
      const speakers = seats.get(seatOf(workerId) ?? '');
      const ownMs = speakers?.get(workerId)?.atMs ?? Number.NEGATIVE_INFINITY;
      if (speakers === undefined || nowMs - ownMs <= silentMs) return false;
      return [...speakers].some(
        ([other, { sinceMs, atMs }]) => other !== workerId && nowMs - atMs <= silentMs && nowMs - sinceMs > silentMs,
      );
    },
    startAnew: () => seats.clear(),
  };
}
