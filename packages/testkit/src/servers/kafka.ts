import { chown } from 'node:fs/promises';
import { GenericContainer, type StartedTestContainer, Wait } from 'testcontainers';
import { freePort } from '../free-port.ts';
import { imageOf } from './images.ts';

export interface StartedKafka {
  readonly container: StartedTestContainer;
  /** `host:port`, the same after the container was stopped and started. */
  readonly broker: string;
}

const dataFolder = '/tmp/kafka-logs';
/** Whom the broker runs as, in upstream's image too. */
const kafkaUser = 1000;

/**
 * One broker that is its own controller. The port is chosen beforehand, since a broker tells its clients the address that they shall use.
 *
 * @param options.environment more settings, as the image takes them: `KAFKA_` and the name with `_` for each dot.
 * @param options.folder of this machine, to hold what the broker writes. Default: in the container.
 */
export async function startKafka({
  environment = {},
  folder,
}: {
  readonly environment?: Readonly<Record<string, string>>;
  readonly folder?: string;
} = {}): Promise<StartedKafka> {
  if (folder !== undefined) await chown(folder, kafkaUser, kafkaUser);
  const port = await freePort();
  const broker = `127.0.0.1:${port}`;
  const container = await new GenericContainer(imageOf('KAFKA_IMAGE'))
    .withEnvironment({
      CLUSTER_ID: '5L6g3nShT-eMCtK--X86sw',
      KAFKA_NODE_ID: '1',
      KAFKA_PROCESS_ROLES: 'broker,controller',
      KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
      KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9093',
      KAFKA_LISTENERS: 'CLIENT://:9092,CONTROLLER://:9093',
      KAFKA_ADVERTISED_LISTENERS: `CLIENT://${broker}`,
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT',
      KAFKA_INTER_BROKER_LISTENER_NAME: 'CLIENT',
      KAFKA_LOG_DIRS: dataFolder,
      KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
      KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS: '3',
      KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
      KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
      KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS: '3',
      KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR: '1',
      KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR: '1',
      KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
      // A broker that was killed is let in again when its old registration has ended.
      KAFKA_BROKER_SESSION_TIMEOUT_MS: '3000',
      KAFKA_BROKER_HEARTBEAT_INTERVAL_MS: '500',
      KAFKA_HEAP_OPTS: '-Xms128m -Xmx512m',
      KAFKA_JVM_PERFORMANCE_OPTS: '-XX:+UseSerialGC -XX:TieredStopAtLevel=1',
      ...environment,
    })
    .withBindMounts(folder === undefined ? [] : [{ source: folder, target: dataFolder }])
    .withExposedPorts({ container: 9092, host: port })
    .withWaitStrategy(Wait.forLogMessage(/Kafka Server started/u))
    .withStartupTimeout(60_000)
    .start();
  return { container, broker };
}
