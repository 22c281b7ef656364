import type { DomainCommand, DomainEvent } from '@ragtime/domain';
import type { Outcome, Submission } from '@ragtime/event-log';
import type { Machine } from '@ragtime/runtime';
import type { TaskBus } from '../options.ts';

export type TaskOutcome = Outcome<DomainEvent, string>;

const pauseMs = { first: 50, most: 2_000 };

/**
 * Sends a command until it is answered for good, always under the same command id. Gives up after `withinMs`, since another
 * attempt counts by then, or when `signal` is aborted; the last answer is then `unknown` or `unavailable`.
 */
export async function untilAnswered(
  { bus, machine }: { readonly bus: TaskBus; readonly machine: Machine },
  submission: Submission<DomainCommand>,
  { withinMs, signal }: { readonly withinMs: number; readonly signal: AbortSignal },
): Promise<TaskOutcome> {
  const startedMs = machine.clock.monotonicMs();
  for (let waitMs = pauseMs.first; ; waitMs = Math.min(waitMs * 2, pauseMs.most)) {
    const outcome = await bus.submit(submission).catch((): TaskOutcome => ({ kind: 'unknown', commandId: submission.commandId }));
    if (!mayComeOtherwise(outcome) || signal.aborted) return outcome;
    const leftMs = startedMs + withinMs - machine.clock.monotonicMs();
    if (leftMs <= 0) return outcome;
    await machine.timers.sleep(Math.min(waitMs, leftMs), signal).catch(() => undefined);
    if (signal.aborted) return outcome;
  }
}

function mayComeOtherwise(outcome: TaskOutcome): boolean {
  return outcome.kind === 'unknown' || (outcome.kind === 'unavailable' && outcome.cause !== 'command-too-large');
}
