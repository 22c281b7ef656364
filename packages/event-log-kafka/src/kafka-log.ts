import { type EventLog, type PartitionSession, SessionUnavailable } from '@ragtime/event-log';
import type { Machine } from '@ragtime/runtime';
import { clientOf, type KafkaConnection, wireOptionsOf } from './kafkajs/client.ts';
import { openKafkaSession } from './session/kafka-session.ts';
import { ensureTopics } from './topics/ensure-topics.ts';
import { withAdmin } from './topics/make-topics.ts';
import { createDirectory, type Leader } from './wire/directory.ts';
import { dial } from './wire/wire.ts';

export interface KafkaLogOptions extends KafkaConnection {
  readonly machine: Machine;
  /** Copies of each topic that this process makes. Default: 3, or as many as there are brokers. */
  readonly replicas?: number;
}

/**
 * Event topics on Kafka. Every session is two connections to the broker that leads the partition. They are opened once. Nothing is retried below
 * the port, because a request that failed may have been written.
 */
export function openKafkaLog(options: KafkaLogOptions): EventLog {
  const { brokers, machine } = options;
  const wireOptions = wireOptionsOf(options);
  const { requestTimeoutMs } = wireOptions;
  const directory = createDirectory(brokers, wireOptions);
  const sessions = new Set<PartitionSession>();
  let isClosed = false;

  return {
    async ensureTopics(topics) {
      await withAdmin(
        clientOf(options, 'admin'),
        machine,
        async (administration) => await ensureTopics(administration, topics, options.replicas),
      );
    },
    async openSession(topic, partition) {
      if (isClosed) throw new SessionUnavailable('the log is closed');
      let leader: Leader | undefined;
      try {
        const found = await directory.leaderOf(topic, partition);
        leader = found;
        const reading = await dial(found, wireOptions);
        const session = openKafkaSession({
          topic,
          partition,
          machine,
          requestTimeoutMs,
          replicas: found.replicas,
          reading,
          dialWriting: () => dial(found, wireOptions),
          onEnd(how) {
            sessions.delete(session);
            if (how === 'broken') directory.doubt(found.answeredBy);
          },
        });
        sessions.add(session);
        if (isClosed) await session.close();
        return session;
      } catch (cause) {
        if (leader !== undefined) directory.doubt(leader.answeredBy);
        throw new SessionUnavailable(`a session with ${topic}/${partition} cannot be opened now`, { cause });
      }
    },
    async close() {
      isClosed = true;
      await Promise.all([...sessions].map((session) => session.close()));
      directory.close();
    },
  };
}
