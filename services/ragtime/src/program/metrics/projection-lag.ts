import type { PartitionProgress } from '@ragtime/event-log';
import type { Clock } from '@ragtime/runtime';

export interface Lag {
  readonly records: number;
  /** How long ago the log ended where the projection stands now, to a second. */
  readonly seconds: number;
}

export interface LagMeter {
  /** Call it every second, and before the figures are read. */
  note(progress: readonly PartitionProgress[]): Lag;
}

/** More samples than these are thinned out; the seconds of a projection that is far behind then have a coarser grain. */
const samplesMax = 4_096;

interface Sample {
  readonly end: number;
  readonly atMs: number;
}

/** Measures the lag of one projection in records and in time. */
export function createLagMeter({ clock }: { readonly clock: Pick<Clock, 'monotonicMs'> }): LagMeter {
  let samples: Sample[] = [];
  return {
    note(progress) {
      const nowMs = clock.monotonicMs();
      const end = progress.reduce((sum, one) => sum + Math.max(one.end ?? 0, one.position?.offset ?? 0), 0);
      const position = progress.reduce((sum, one) => sum + (one.position?.offset ?? 0), 0);
      if ((samples.at(-1)?.end ?? -1) < end) samples.push({ end, atMs: nowMs });
      samples = samples.filter((sample) => sample.end > position);
      if (samples.length > samplesMax) samples = samples.filter((_, place) => place % 2 === 0);
      const [oldest] = samples;
      return { records: end - position, seconds: oldest === undefined ? 0 : (nowMs - oldest.atMs) / 1_000 };
    },
  };
}
