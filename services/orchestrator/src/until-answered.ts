import type { DomainCommand, DomainEvent } from '@ragtime/domain';
import type { Outcome, Submission } from '@ragtime/event-log';
import type { Machine } from '@ragtime/runtime';
import type { InternalBus } from './options.ts';

const pauseMs = { first: 50, most: 5_000 };

/** Sends a command until it has its final answer, always as the same command. @throws the signal's reason when it is aborted. */
export async function untilAnswered(
  { bus, machine }: { readonly bus: InternalBus; readonly machine: Machine },
  submission: Submission<DomainCommand>,
  signal: AbortSignal,
): Promise<Outcome<DomainEvent, string>> {
  for (let waitMs = pauseMs.first; ; waitMs = Math.min(waitMs * 2, pauseMs.most)) {
    signal.throwIfAborted();
    const outcome = await bus.submit(submission);
    if (outcome.kind !== 'unknown' && outcome.kind !== 'unavailable') return outcome;
    await machine.timers.sleep(waitMs, signal);
  }
}
