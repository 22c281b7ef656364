/** Why an owner gave its partition up for good. A person, or another release, has to look at it. */
export type StopReason = 'log-diverged' | 'upgrade-needed' | 'unreadable-record' | 'clock-off';

/** Thrown where an owner must not go on; whatever it holds is never answered as if it could. */
export class OwnerStopped extends Error {
  override readonly name = 'OwnerStopped';
  readonly reason: StopReason;

  constructor(reason: StopReason, detail: string) {
    super(`${reason}: ${detail}`);
    this.reason = reason;
  }
}
