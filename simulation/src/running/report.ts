import type { ScheduleResult } from './run-schedule.ts';

/** The kinds of fault that a run of many schedules must have met. A fault that never struck proves nothing. */
export const faultKinds = [
  'crash',
  'pause',
  'clock-jump',
  'clock-off',
  'move',
  'stranger',
  'cut-tail',
  'older-log',
  'refold',
  'late-write',
  'manager-restored',
  'zombie-result',
  'take-over',
  'signal-lost',
  'signal-doubled',
  'group-rebalanced',
  'member-thrown-out',
  'forward-lost-request',
  'forward-lost-answer',
  'forward-slow',
  'forward-not-owner',
  'store-down',
  'store-slow',
  'store-loses-answer',
  'store-breaks-in-between',
  'log-lost-request',
  'log-lost-answer',
  'log-error-after-append',
  'log-late',
  'log-doubled',
  'log-session-ends',
  'log-deposed',
  'log-lagging',
  'log-refused',
  'log-slow',
  'log-slow-answer',
] as const;

export interface Tally {
  readonly results: ScheduleResult[];
  readonly hits: Map<string, number>;
}

export const createTally = (): Tally => ({ results: [], hits: new Map() });

export function tally({ results, hits }: Tally, result: ScheduleResult): void {
  results.push(result);
  for (const [kind, count] of result.hits) hits.set(kind, (hits.get(kind) ?? 0) + count);
}

export const kindsMissed = ({ hits }: Tally): readonly string[] => faultKinds.filter((kind) => !hits.has(kind));

/** The results of the schedules, and the faults that struck them. */
export function reportOf(of: Tally): readonly string[] {
  const { results, hits } = of;
  const line = (what: string, pick: (result: ScheduleResult) => number): string => {
    const sorted = results.map(pick).toSorted((one, other) => one - other);
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
    return `${what.padEnd(12)} ${[at(0), at(0.5), at(0.9), at(1)].map((value) => String(value).padStart(6)).join(' ')}`;
  };
  return [
    `${''.padEnd(12)} ${['min', 'median', 'p90', 'max'].map((name) => name.padStart(6)).join(' ')}`,
    line('nodes', ({ nodes }) => nodes),
    line('commands', ({ commands }) => commands),
    line('faults', ({ faults }) => faults),
    '',
    ...[...hits].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([kind, count]) => `${String(count).padStart(9)} ${kind}`),
    ...kindsMissed(of).map((kind) => `        0 ${kind}`),
  ];
}
