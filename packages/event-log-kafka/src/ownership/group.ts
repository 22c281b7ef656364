import type { KafkaConnection } from '../kafkajs/client.ts';
import { wireOptionsOf } from '../kafkajs/client.ts';
import { addressOf } from '../wire/directory.ts';
import { dial, type Wire } from '../wire/wire.ts';

/** Connects to the broker that coordinates a group, over a connection of its own. @throws when it cannot be reached now. */
export async function dialCoordinator(connection: KafkaConnection, groupId: string): Promise<Wire> {
  const options = wireOptionsOf(connection);
  const failures: unknown[] = [];
  for (const broker of connection.brokers) {
    let asked: Wire | undefined;
    try {
      asked = await dial(addressOf(broker), options);
      const { coordinator } = await asked.broker.findGroupCoordinator({ groupId, coordinatorType: 0 });
      return await dial(coordinator, options);
    } catch (error) {
      failures.push(error);
    } finally {
      asked?.close();
    }
  }
  throw new AggregateError(failures, `the coordinator of the group ${groupId} cannot be reached now`);
}

/** Names of errors as the library gives them (Kafka's protocol guide, "Error Codes"). */
export const typeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'type' in error && typeof error.type === 'string' ? error.type : undefined;
