/** Why an owner gave its partition up for good. A person or another release has to act. */
export type StopReason = 'log-diverged' | 'upgrade-needed' | 'unreadable-record';

/** Thrown when an owner must not go on. After it, the owner answers no command from its state. */
export class OwnerStopped extends Error {
  override readonly name = 'OwnerStopped';
  readonly reason: StopReason;

  constructor(reason: StopReason, detail: string) {
    super(`${reason}: ${detail}`);
    this.reason = reason;
  }
}
