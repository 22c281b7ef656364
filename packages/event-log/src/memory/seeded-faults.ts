import type { Fault, FaultPoint, Faults } from './faults.ts';

export interface FaultSchedule {
  /** In [0, 1): drawn for each request, and again for what hits it. */
  readonly random: () => number;
  /** How many of a hundred requests are hit. Reads are hit a third as often, since there are so many. */
  readonly percent: number;
  /** Long enough to land after its caller has settled its doubt. */
  readonly delayMsMax: number;
  /** Told what hit whom. */
  readonly onFault?: (fault: Fault, point: FaultPoint) => void;
}

/** Faults of every kind, by chance: the same seed, the same faults. */
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
