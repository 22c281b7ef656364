import type { SignalMessage, Signals } from '../signals/signals.ts';

interface Subscriber {
  readonly hears: (partition: number) => boolean;
  readonly handler: (message: SignalMessage) => void;
}

/** Signals within one process: handed over before `publish` resolves. */
export function createMemorySignals(): Signals {
  const subscribers = new Map<string, Set<Subscriber>>();

  return {
    async publish(topic, message) {
      for (const { hears, handler } of subscribers.get(topic) ?? []) if (hears(message.partition)) handler(message);
    },
    async subscribe(topic, { partitions }, handler) {
      const own = subscribers.get(topic) ?? new Set<Subscriber>();
      subscribers.set(topic, own);
      const subscriber: Subscriber = { hears: (partition) => partitions === 'all' || partitions.includes(partition), handler };
      own.add(subscriber);
      return { close: async () => void own.delete(subscriber) };
    },
    async close() {
      subscribers.clear();
    },
  };
}
