/** The bounds of one partition's owner. */
export interface OwnerLimits {
  /** The number of commands that may wait. More are answered `unavailable`. */
  readonly queueCommandsMax: number;
  /** How long a command may wait in the queue before it is answered `unavailable`. */
  readonly queueAgeMsMax: number;
  /** How long after its arrival a command that was sent to the log may stay unsettled before it is answered `unknown`. */
  readonly answerWithinMs: number;
  readonly batchEventsMax: number;
  readonly batchBytesMax: number;
  readonly commandEventsMax: number;
  readonly commandBytesMax: number;
  /** The number of command ids that are remembered. Beyond it, commands that ask to be remembered are refused. */
  readonly rememberedMax: number;
  /** How far this clock may be behind the last record before the owner refuses commands. */
  readonly clockBehindMsMax: number;
  /** The number of records that one read asks for when folding. */
  readonly readRecords: number;
  /** The pauses between retries of a log that cannot be reached. They double from the first up to the second. */
  readonly retryAfterMs: readonly [first: number, last: number];
  /** The longest pause of an owner that loses one race after the other. */
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
