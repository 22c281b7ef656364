import type { Fault, FaultPoint, Faults } from './faults.ts';

export interface FaultSchedule {
  /** Returns a number in [0, 1). The schedule draws one for each request, and another for the kind of fault. */
  readonly random: () => number;
  /** The share of requests that meet a fault, in percent. Reads meet one a third as often, because there are many. */
  readonly percent: number;
  /** Long enough for a request to land after its caller has settled its doubt. */
  readonly delayMsMax: number;
  /** Called with each fault and the request that it met. */
  readonly onFault?: (fault: Fault, point: FaultPoint) => void;
}

/** Chooses faults of every kind at random. The same seed gives the same faults. */
export function seededFaults({ random, percent, delayMsMax, onFault }: FaultSchedule): Faults {
  const pick = <Value>(values: readonly [Value, ...Value[]]): Value => values[Math.floor(random() * values.length)] ?? values[0];
  const delay = () => 1 + Math.floor(random() * delayMsMax);

  function faultOf({ operation }: FaultPoint): Fault {
    const behind = Math.floor(random() * 10);
    if (operation === 'open') {
      return pick<Fault>([
        { kind: 'lost-request' },
        { kind: 'slow', delayMs: delay() },
        { kind: 'deposed', behind },
        { kind: 'lagging', behind },
      ]);
    }
    if (operation !== 'append') {
      return pick<Fault>([
        { kind: 'lost-request' },
        { kind: 'deposed' },
        { kind: 'slow', delayMs: delay() },
        { kind: 'slow-answer', delayMs: delay() },
      ]);
    }
    return pick<Fault>([
      ...([{ kind: 'lost-request' }, { kind: 'lost-answer' }, { kind: 'error-after-append' }, { kind: 'doubled' }] as const),
      ...([{ kind: 'session-ends' }, { kind: 'deposed' }, { kind: 'refused', reason: 'not-enough-replicas' }] as const),
      { kind: 'late', delayMs: delay() },
      { kind: 'slow', delayMs: delay() },
      { kind: 'slow-answer', delayMs: delay() },
    ]);
  }

  return (point) => {
    const chance = point.operation === 'read' ? percent / 3 : percent;
    if (random() * 100 >= chance) return undefined;
    const fault = faultOf(point);
    onFault?.(fault, point);
    return fault;
  };
}
