import type { DomainBus } from '@ragtime/application';
import type { Machine } from '@ragtime/runtime';

const patienceMs = 60_000;
const pauseMs = 200;

/** For commands that may be sent twice: waits until somebody decides, such as while a group is being formed. */
export const patientBus = ({ submit }: DomainBus, { clock, timers }: Machine): DomainBus => ({
  async submit(submission) {
    const startedMs = clock.monotonicMs();
    for (;;) {
      const outcome = await submit(submission);
      const isOpen = outcome.kind === 'unavailable' || outcome.kind === 'unknown';
      if (!isOpen || clock.monotonicMs() - startedMs > patienceMs) return outcome;
      await timers.sleep(pauseMs);
    }
  },
});
