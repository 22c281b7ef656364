import { GenericContainer, Network, type StartedNetwork, Wait } from 'testcontainers';
import { freePort } from '../free-port.ts';
import { imageOf } from './images.ts';
import { kafkaEnvironment, type StartedKafka } from './kafka.ts';

export interface KafkaCluster {
  readonly brokers: readonly StartedKafka[];
  stop(): Promise<void>;
}

/** Starts brokers that are also controllers, in a network of their own. A lost leader is replaced after about three seconds. */
export async function startKafkaCluster(count = 3): Promise<KafkaCluster> {
  const network = await new Network().start();
  const ports: number[] = [];
  while (ports.length < count) ports.push(await freePort());
  const voters = ports.map((_, at) => `${at + 1}@kafka-${at + 1}:9093`).join(',');
  const brokers = await Promise.all(ports.map(async (port, at) => await startBroker(network, { number: at + 1, port, voters, count })));
  return {
    brokers,
    async stop() {
      await Promise.all(brokers.map(({ container }) => container.stop({ timeout: 0 })));
      await network.stop();
    },
  };
}

async function startBroker(
  network: StartedNetwork,
  { number, port, voters, count }: { readonly number: number; readonly port: number; readonly voters: string; readonly count: number },
): Promise<StartedKafka> {
  const [broker, host] = [`127.0.0.1:${port}`, `kafka-${number}`];
  const copies = String(Math.min(3, count));
  const container = await new GenericContainer(imageOf('KAFKA_IMAGE'))
    .withEnvironment({
      ...kafkaEnvironment,
      KAFKA_NODE_ID: String(number),
      KAFKA_CONTROLLER_QUORUM_VOTERS: voters,
      KAFKA_LISTENERS: 'CLIENT://:9092,INSIDE://:9094,CONTROLLER://:9093',
      KAFKA_ADVERTISED_LISTENERS: `CLIENT://${broker},INSIDE://${host}:9094`,
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'CLIENT:PLAINTEXT,INSIDE:PLAINTEXT,CONTROLLER:PLAINTEXT',
      KAFKA_INTER_BROKER_LISTENER_NAME: 'INSIDE',
      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: copies,
      KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: copies,
      KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR: copies,
      KAFKA_REPLICA_LAG_TIME_MAX_MS: '3000',
      KAFKA_HEAP_OPTS: '-Xms128m -Xmx384m',
    })
    .withNetwork(network)
    .withNetworkAliases(host)
    .withExposedPorts({ container: 9092, host: port })
    .withWaitStrategy(Wait.forLogMessage(/Kafka Server started/u))
    .withStartupTimeout(90_000)
    .start();
  return { container, broker, second: '' };
}
