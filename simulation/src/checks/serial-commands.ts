import type { DomainCommand, DomainEvent } from '@ragtime/domain';
import type { CommandBus } from '@ragtime/event-log';

type Bus = CommandBus<DomainCommand, DomainEvent, string>;

/** A bus of one process. It reports when a manager sends a command before its previous command of the same source has its answer. */
export function watchSerialCommands(bus: Bus, onViolation: (what: string) => void): Bus {
  const underWay = new Set<string>();
  return {
    async submit(submission) {
      const { cause } = submission;
      if (cause === undefined) return await bus.submit(submission);
      const source = `${cause.manager} ${cause.topic}/${cause.partition}`;
      if (underWay.has(source)) onViolation(`${source} has two commands under way`);
      underWay.add(source);
      try {
        return await bus.submit(submission);
      } finally {
        underWay.delete(source);
      }
    },
  };
}
