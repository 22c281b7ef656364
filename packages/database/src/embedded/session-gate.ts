import type { Clock, Timers } from '@ragtime/runtime';

/** The order of waiting callers: reads, then writes, then maintenance. */
export type Urgency = 'read' | 'write' | 'maintenance';

export interface SessionGate {
  /**
   * Resolves when this caller has the session alone. The caller must call the returned function when it is done.
   *
   * @throws SessionHeld when another caller kept the session for `waitMsMax`.
   */
  enter(urgency: Urgency): Promise<() => void>;
}

export class SessionHeld extends Error {
  override readonly name = 'SessionHeld';
}

/** A caller lets more urgent ones pass for this long; then it is next. */
const patienceMs = { write: 10, maintenance: 10_000 } as const;
const urgencies = ['read', 'write', 'maintenance'] as const;

interface Waiter {
  readonly sinceMs: number;
  readonly admit: () => void;
}

/**
 * Shares one session among many callers. A read waits for the running statement, which only its time limit ends, and for at most one more that has run
 * out of patience: after such a one, reads are due. So no caller starves: writes get through a constant stream of reads, and reads through one of
 * writes. The waits are short as long as writes are.
 */
export function createSessionGate(machine: { readonly clock: Clock; readonly timers: Timers }, waitMsMax: number): SessionGate {
  const queues: Readonly<Record<Urgency, Waiter[]>> = { read: [], write: [], maintenance: [] };
  let busy = false;
  let isReadDue = false;

  /** The caller that ran out of patience first. */
  const overdue = (nowMs: number): Waiter[] | undefined => {
    const over = (['write', 'maintenance'] as const)
      .map((urgency) => ({ urgency, ms: nowMs - (queues[urgency][0]?.sinceMs ?? nowMs) - patienceMs[urgency] }))
      .filter(({ ms }) => ms >= 0)
      .toSorted((one, other) => other.ms - one.ms);
    return over[0] && queues[over[0].urgency];
  };

  const nextQueue = (nowMs: number): Waiter[] | undefined => {
    const impatient = isReadDue ? undefined : overdue(nowMs);
    isReadDue = impatient !== undefined && queues.read.length > 0;
    return impatient ?? urgencies.map((urgency) => queues[urgency]).find(({ length }) => length > 0);
  };

  const leave = (): void => {
    const next = nextQueue(machine.clock.monotonicMs())?.shift();
    if (next === undefined) busy = false;
    else next.admit();
  };

  const once = (): (() => void) => {
    let left = false;
    return () => {
      if (left) return;
      left = true;
      leave();
    };
  };

  return {
    async enter(urgency) {
      if (!busy) {
        busy = true;
        return once();
      }
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const waiter: Waiter = { sinceMs: machine.clock.monotonicMs(), admit: resolve };
      queues[urgency].push(waiter);
      const timer = machine.timers.after(waitMsMax, () => {
        const place = queues[urgency].indexOf(waiter);
        if (place === -1) return;
        queues[urgency].splice(place, 1);
        reject(new SessionHeld(`the database's one session was not free for ${waitMsMax} ms`));
      });
      await promise;
      timer.cancel();
      return once();
    },
  };
}
