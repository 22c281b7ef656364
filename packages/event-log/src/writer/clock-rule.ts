import type { Clock, ClockWatch } from '@ragtime/runtime';
import type { OwnerLimits } from './limits.ts';
import type { PartitionState } from './state.ts';

interface ClockRuleNeeds {
  readonly state: Pick<PartitionState<never, unknown>, 'lastAtMs' | 'acceptedUntilMs'>;
  readonly clock: Clock;
  readonly limits: Pick<OwnerLimits, 'clockBehindMsMax'>;
  /** Compares the clock of this process with others. Undefined: only the last record is compared. */
  readonly clockWatch?: Pick<ClockWatch, 'trouble'> | undefined;
  /** Called when trouble begins. */
  readonly onOff: (detail: string) => void;
}

/**
 * Why nothing may be written now. A record from the future would hold the time of all later ones there, so a clock that is ahead must not write;
 * and a clock that is behind the last record is wrong, or the record's was. Undefined when the clock is right, or the operator has accepted the
 * time of the records.
 */
export function createClockRule({ state, clock, limits, clockWatch, onOff }: ClockRuleNeeds): () => string | undefined {
  let isOff = false;

  function trouble(): string | undefined {
    const behindMs = state.lastAtMs - clock.nowMs();
    if (behindMs >= limits.clockBehindMsMax && state.lastAtMs > state.acceptedUntilMs)
      return `this clock is ${Math.round(behindMs / 1_000)} s behind the last record`;
    return clockWatch?.trouble();
  }

  return () => {
    const found = trouble();
    if (found !== undefined && !isOff) onOff(found);
    isOff = found !== undefined;
    return found;
  };
}
