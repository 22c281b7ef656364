import { OffsetOutOfRange, type PartitionSession, type SignalMessage, type SignalSubscription, type Signals } from '@ragtime/event-log';
import { createBackoff, type Machine, messageOf } from '@ragtime/runtime';
import type { Producer } from 'kafkajs';
import { openKafkaLog } from '../kafka-log.ts';
import { clientOf, type KafkaConnection } from '../kafkajs/client.ts';
import { joinKafkaGroup } from './group/group.ts';
import { defaultGroupTimes, type GroupTimes } from './group/times.ts';
import { ensureSignalTopic, type SignalTopic } from './signal-topic.ts';

export interface KafkaSignalsOptions extends KafkaConnection {
  readonly machine: Machine;
  /** @throws for an unknown topic. */
  readonly topicOf: (name: string) => SignalTopic;
  /** Tests set shorter ones, so as not to wait for a dead member. */
  readonly groupTimes?: Partial<GroupTimes>;
  /** Gets the reason why a partition cannot be heard now. The next try follows by itself. */
  readonly onTrouble?: (detail: string) => void;
}

const readRecords = 500;
const waitMs = 5_000;
const retryAfterMs = [50, 1_000] as const;

/**
 * Signals on topics that keep them for a while. The library's producer publishes them. A subscriber reads over the same kind of session as the log:
 * it needs no group, commits nothing, and goes on when a broker comes back. A member of a group reads by the library's consumer.
 */
export function createKafkaSignals(options: KafkaSignalsOptions): Signals {
  const { machine, topicOf, onTrouble } = options;
  const log = openKafkaLog(options);
  const producing = clientOf(options, 'signals');
  const ensured = new Map<string, Promise<SignalTopic>>();
  const listening = new Set<AbortController>();
  const members = new Set<SignalSubscription>();
  let connecting: Promise<Producer> | undefined;

  function ensure(name: string): Promise<SignalTopic> {
    const known = ensured.get(name) ?? ensureSignalTopic(clientOf(options, 'admin'), machine, name, topicOf(name));
    ensured.set(name, known);
    known.catch(() => ensured.delete(name));
    return known;
  }

  async function connect(): Promise<Producer> {
    const producer = producing.producer({ allowAutoTopicCreation: false, retry: { retries: 1, initialRetryTime: 50 } });
    await producer.connect();
    return producer;
  }

  /** Resolves once everything published from now on will be heard. */
  async function listen(topic: string, partition: number, handler: (message: SignalMessage) => void, signal: AbortSignal): Promise<void> {
    let from: number | undefined;
    const begun = Promise.withResolvers<void>();
    void (async () => {
      const backoff = createBackoff(machine, retryAfterMs);
      while (!signal.aborted) {
        let session: PartitionSession | undefined;
        try {
          session = await log.openSession(topic, partition);
          from ??= await endOf(session);
          begun.resolve();
          for (;;) {
            const page = await session.read(from, { limit: readRecords, waitMs, signal });
            for (const { key, value } of page.records) if (value !== undefined) handler({ key: key ?? '', partition, value });
            from = page.next;
            backoff.reset();
          }
        } catch (cause) {
          if (signal.aborted) break;
          // Signals that were removed after their retention had no listener.
          if (cause instanceof OffsetOutOfRange) from = cause.end;
          onTrouble?.(`${topic}/${partition}: ${messageOf(cause)}`);
          await backoff.wait(signal).catch(() => undefined);
        } finally {
          await session?.close();
        }
      }
      begun.resolve();
    })();
    await begun.promise;
  }

  return {
    async publish(topic, { key, partition, value }) {
      await ensure(topic);
      connecting ??= connect();
      const producer = await connecting.catch((error: unknown) => {
        connecting = undefined;
        throw error;
      });
      await producer.send({ topic, acks: 1, messages: [{ key, partition, value: Buffer.from(value) }] });
    },
    async subscribe(topic, { partitions }, handler) {
      const { partitions: count } = await ensure(topic);
      const halt = new AbortController();
      listening.add(halt);
      const wanted = partitions === 'all' ? Array.from({ length: count }, (_, partition) => partition) : partitions;
      await Promise.all(wanted.map((partition) => listen(topic, partition, handler, halt.signal)));
      return {
        async close() {
          listening.delete(halt);
          halt.abort(new Error('the subscription was closed'));
        },
      };
    },
    async join(topic, group, handler) {
      await ensure(topic);
      const kafka = clientOf({ ...options, clientId: group.memberId }, 'signals');
      const times = { ...defaultGroupTimes, ...options.groupTimes };
      const member = joinKafkaGroup({ kafka, topic, machine, times, onTrouble: (detail) => onTrouble?.(detail) }, group, handler);
      members.add(member);
      return {
        async close() {
          members.delete(member);
          await member.close();
        },
      };
    },
    async close() {
      for (const halt of listening) halt.abort(new Error('the signals were closed'));
      await Promise.all([
        ...[...members].map((member) => member.close()),
        log.close(),
        connecting?.then((producer) => producer.disconnect()).catch(() => undefined),
      ]);
    },
  };
}

/** The end of the partition as the server shows it. */
async function endOf(session: PartitionSession): Promise<number> {
  try {
    return (await session.read(0, { limit: 1, waitMs: 0 })).end;
  } catch (error) {
    if (error instanceof OffsetOutOfRange) return error.end;
    throw error;
  }
}
