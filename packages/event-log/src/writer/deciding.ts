import type { Codec, Envelope } from '../port/envelope.ts';
import type { PartitionSession } from '../port/log.ts';
import type { Batch, Decided } from './batch.ts';
import type { CommandMemory } from './memory.ts';
import type { CommandQueue, Pending, UnavailableCause } from './queue.ts';
import { recall } from './recall.ts';

/** A command whose answer waits for its batch or for a proof of the end. */
export interface Taken<Command, Event, Reason extends string> {
  readonly pending: Pending<Command, Event, Reason>;
  readonly decided: Extract<Decided<Event, Reason>, { answer: unknown }>;
}

interface Recalled<Command, Event, Reason extends string> {
  readonly pending: Pending<Command, Event, Reason>;
  /** The envelopes that the log holds under its id. */
  readonly earlier: readonly Envelope<Event>[] | undefined;
}

interface RecallingNeeds<Command, Event, Reason extends string> {
  readonly queue: CommandQueue<Command, Event, Reason>;
  readonly session: PartitionSession;
  readonly codec: Codec<Event>;
  readonly memory: CommandMemory;
  readonly commandsMax: number;
}

/** Takes commands from the queue and reads the log for those that it may already hold, before any command is decided. */
export async function recallWaiting<Command, Event, Reason extends string>(
  needs: RecallingNeeds<Command, Event, Reason>,
): Promise<readonly Recalled<Command, Event, Reason>[]> {
  const { queue, session, codec, memory, commandsMax } = needs;
  const recalled: Recalled<Command, Event, Reason>[] = [];
  while (recalled.length < commandsMax) {
    const pending = queue.take();
    if (pending === undefined) break;
    const { remembered, commandId } = pending.submission;
    recalled.push({ pending, earlier: remembered ? await recall(session, codec, memory, commandId) : undefined });
  }
  return recalled;
}

interface DecidingNeeds<Command, Event, Reason extends string> {
  readonly queue: CommandQueue<Command, Event, Reason>;
  readonly batch: Batch<Command, Event, Reason>;
  readonly recalled: readonly Recalled<Command, Event, Reason>[];
  /** Answers a command that depends on confirmed state alone and needs no further proof. Returns whether it did. */
  readonly answerNow: (taken: Taken<Command, Event, Reason>) => boolean;
}

/** Decides in order, at one moment, until the batch is full. Commands that do not fit go back to the queue. */
export function decideRecalled<Command, Event, Reason extends string>({
  queue,
  batch,
  recalled,
  answerNow,
}: DecidingNeeds<Command, Event, Reason>): readonly Taken<Command, Event, Reason>[] {
  const taken: Taken<Command, Event, Reason>[] = [];
  for (const [index, { pending, earlier }] of recalled.entries()) {
    if (pending.isAnswered) continue;
    const decided = decideOne(batch, pending, earlier);
    if (decided === undefined) continue;
    if (decided.kind === 'full') {
      queue.giveBack(recalled.slice(index).map((later) => later.pending));
      break;
    }
    if (decided.kind === 'refused') answerUnavailable(pending, decided.cause);
    else if (!answerNow({ pending, decided })) taken.push({ pending, decided });
  }
  return taken;
}

/** A rule that throws is a broken invariant of its own command only. */
function decideOne<Command, Event, Reason extends string>(
  batch: Batch<Command, Event, Reason>,
  pending: Pending<Command, Event, Reason>,
  earlier: readonly Envelope<Event>[] | undefined,
): Decided<Event, Reason> | undefined {
  try {
    return batch.decide(pending.submission, earlier);
  } catch (cause) {
    pending.fail(cause);
    return undefined;
  }
}

export function answerUnavailable<Command, Event, Reason extends string>(
  pending: Pending<Command, Event, Reason>,
  cause: UnavailableCause,
): void {
  pending.answer({ kind: 'unavailable', commandId: pending.submission.commandId, cause });
}

/** None of them is decided. */
export function refuseAll<Command, Event, Reason extends string>(
  recalled: readonly Recalled<Command, Event, Reason>[],
  cause: UnavailableCause,
): void {
  for (const { pending } of recalled) answerUnavailable(pending, cause);
}
