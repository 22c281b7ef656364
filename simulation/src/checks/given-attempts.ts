import type { DomainCommand, DomainEvent } from '@ragtime/domain';
import type { CommandBus } from '@ragtime/event-log';

type Bus = CommandBus<DomainCommand, DomainEvent, string>;

/** A worker's bus that reports work on an attempt that the worker was not given: its command asked for the attempt, and no answer granted it. */
export function onlyGivenAttempts(bus: Bus, onViolation: (what: string) => void): Bus {
  const given = new Set<string>();
  return {
    async submit(submission) {
      const { command } = submission;
      if (command.type === 'CompleteTask' && !given.has(nameOf(command)))
        onViolation(
          `${command.workerId} has done attempt ${command.attempt} at ${command.taskId} of ${command.documentId} without being given it`,
        );
      const outcome = await bus.submit(submission);
      const isGiven = ['accepted', 'duplicate', 'unchanged'].includes(outcome.kind);
      if (command.type === 'StartAttempt' && isGiven) given.add(nameOf(command));
      return outcome;
    },
  };
}

const nameOf = ({ documentId, run, taskId, attempt }: Extract<DomainCommand, { type: 'StartAttempt' | 'CompleteTask' }>): string =>
  `${documentId} ${run} ${taskId} ${attempt}`;
