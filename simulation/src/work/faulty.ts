import { topics } from '@ragtime/domain';
import type { Faults } from '@ragtime/event-log/testing';
import type { Bus } from './system.ts';

/** Random faults that can be switched off, so that a simulation can come to rest. */
export interface Chance {
  isOn: boolean;
  next(): number;
}

/** Requests to the log that get lost, are answered by an error after they were done, or take long. */
export function logFaults(chance: Chance): Faults {
  return ({ operation, topic }) => {
    if (!chance.isOn || topic !== topics.documentEvents) return undefined;
    const drawn = chance.next();
    if (operation === 'append') {
      if (drawn < 0.02) return { kind: 'lost-answer' };
      if (drawn < 0.04) return { kind: 'error-after-append' };
      if (drawn < 0.05) return { kind: 'lost-request' };
      if (drawn < 0.1) return { kind: 'slow', delayMs: 1 + drawn * 1_000 };
    }
    return operation === 'read' && drawn < 0.01 ? { kind: 'session-ends' } : undefined;
  };
}

/** Answers that are lost on their way back, and commands that are refused on their way there. */
export function faultyBus(bus: Bus, chance: Chance): Bus {
  return {
    async submit(submission) {
      const drawn = chance.isOn ? chance.next() : 1;
      if (drawn < 0.05) return { kind: 'unavailable', commandId: submission.commandId, cause: 'no-owner' };
      const outcome = await bus.submit(submission);
      return drawn < 0.15 ? { kind: 'unknown', commandId: submission.commandId } : outcome;
    },
  };
}
