import type { EventLog } from '@ragtime/event-log';
import { realMachine as machine } from '@ragtime/runtime';
import { hangsAfterMs } from '@ragtime/testkit/eventually';
import { openKafkaLog } from '../kafka-log.ts';

/** Tries until a session opens and answers, after a broker was away. */
export async function openPatiently(log: EventLog, topic: string) {
  const until = machine.clock.monotonicMs() + hangsAfterMs;
  for (;;) {
    try {
      const session = await log.openSession(topic, 0);
      await session.read(0, { limit: 1, waitMs: 0 });
      return session;
    } catch (error) {
      if (machine.clock.monotonicMs() > until) throw error;
      await machine.timers.sleep(100);
    }
  }
}

/** A log that soon takes a silent broker for dead. */
export const openHastily = (broker: string): EventLog => openKafkaLog({ brokers: [broker], machine, requestTimeoutMs: 1_000 });
