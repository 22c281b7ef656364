/** Bounds of one partition's owner. */
export interface OwnerLimits {
  /** Commands that may wait; more are answered `unavailable`. */
  readonly queueCommandsMax: number;
  /** How long a command may wait for its turn before it is answered `unavailable`. */
  readonly queueAgeMsMax: number;
  /** How long after its arrival a command that was sent to the log may stay unsettled before it is answered `unknown`. */
  readonly answerWithinMs: number;
  readonly batchEventsMax: number;
  readonly batchBytesMax: number;
  readonly commandEventsMax: number;
  readonly commandBytesMax: number;
  /** Command ids remembered at most; beyond, commands that ask to be remembered are refused. */
  readonly rememberedMax: number;
  /** How far this clock may lie behind the last record's before the partition is given up; undefined: any. */
  readonly clockBehindMsMax: number | undefined;
  /** Records asked for at once when folding. */
  readonly readRecords: number;
  /** Waits between tries of a log that cannot be reached: doubled from the first up to the second. */
  readonly retryAfterMs: readonly [first: number, last: number];
  /** How long at most an owner waits that loses one race after the other. */
  readonly stepAsideMsMax: number;
  /** How long `stop` waits for the batch in flight. */
  readonly stopWithinMs: number;
}

export const defaultOwnerLimits: OwnerLimits = {
  queueCommandsMax: 2_000,
  queueAgeMsMax: 2_000,
  answerWithinMs: 10_000,
  batchEventsMax: 500,
  batchBytesMax: 512 * 1024,
  commandEventsMax: 200,
  commandBytesMax: 256 * 1024,
  rememberedMax: 8_000_000,
  clockBehindMsMax: 60_000,
  readRecords: 1_000,
  retryAfterMs: [20, 1_000],
  stepAsideMsMax: 64,
  stopWithinMs: 2_000,
};
