import type { SignalMessage, Signals } from '../signals/signals.ts';
import { createMemoryGroup, type MemoryGroup } from './signal-group.ts';

interface Subscriber {
  readonly hears: (partition: number) => boolean;
  readonly handler: (message: SignalMessage) => void;
}

/** Signals within one process. `publish` hands a message over before it resolves. @param options.partitions of each topic that a group shares. */
export function createMemorySignals({ partitions: count = 16 }: { readonly partitions?: number } = {}): Signals {
  const subscribers = new Map<string, Set<Subscriber>>();
  /** For each topic, its groups by name. */
  const groups = new Map<string, Map<string, MemoryGroup>>();

  return {
    async publish(topic, message) {
      for (const { hears, handler } of subscribers.get(topic) ?? []) if (hears(message.partition)) handler(message);
      for (const group of groups.get(topic)?.values() ?? []) group.publish(message);
    },
    async subscribe(topic, { partitions }, handler) {
      const own = subscribers.get(topic) ?? new Set<Subscriber>();
      subscribers.set(topic, own);
      const subscriber: Subscriber = { hears: (partition) => partitions === 'all' || partitions.includes(partition), handler };
      own.add(subscriber);
      return { close: async () => void own.delete(subscriber) };
    },
    async join(topic, options, handler) {
      const ofTopic = groups.get(topic) ?? new Map<string, MemoryGroup>();
      groups.set(topic, ofTopic);
      const group = ofTopic.get(options.group) ?? createMemoryGroup(count);
      ofTopic.set(options.group, group);
      const leave = group.join(options, handler);
      return { close: async () => leave() };
    },
    async close() {
      subscribers.clear();
      groups.clear();
    },
  };
}
