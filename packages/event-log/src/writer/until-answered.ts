import { createBackoff, type Machine } from '@ragtime/runtime';
import type { CommandBus, Outcome, Submission } from './outcome.ts';

export interface AnswerLimits {
  readonly machine: Machine;
  /** Default: no limit. */
  readonly withinMs?: number;
  readonly signal?: AbortSignal;
}

const betweenMs = [50, 2_000] as const;

/**
 * Sends a command until its answer is final, always under the same command id, so that it is done once. When `signal` is aborted or the time is up,
 * it returns the last answer, which is not final.
 */
export async function untilAnswered<Command, Event, Reason extends string>(
  bus: Pick<CommandBus<Command, Event, Reason>, 'submit'>,
  submission: Submission<Command>,
  { machine, withinMs = Number.POSITIVE_INFINITY, signal }: AnswerLimits,
): Promise<Outcome<Event, Reason>> {
  const startedMs = machine.clock.monotonicMs();
  const backoff = createBackoff(machine, betweenMs);
  for (;;) {
    const outcome = await bus.submit(submission);
    const isOver = () => signal?.aborted === true || machine.clock.monotonicMs() - startedMs >= withinMs;
    if (isFinal(outcome) || isOver()) return outcome;
    await backoff.wait(signal).catch(() => undefined);
    if (isOver()) return outcome;
  }
}

function isFinal(outcome: Outcome<unknown, string>): boolean {
  if (outcome.kind === 'unavailable') return outcome.cause === 'command-too-large';
  return outcome.kind !== 'unknown';
}
