import { chown } from 'node:fs/promises';
import { GenericContainer, type StartedTestContainer, Wait } from 'testcontainers';
import { freePort } from '../free-port.ts';
import { imageOf } from './images.ts';

export interface StartedKafka {
  readonly container: StartedTestContainer;
  /** `host:port`, the same after the container was stopped and started. */
  readonly broker: string;
  /** The address of the second listener, if there is one. */
  readonly second: string;
}

const dataFolder = '/tmp/kafka-logs';
/** The address at which tools in the container reach the broker; the other address is on the machine outside. */
export const insideBroker = 'localhost:9094';
/** The user that runs the broker, also in upstream's image. */
const kafkaUser = 1000;

/** The settings of every test broker. */
export const kafkaEnvironment = {
  CLUSTER_ID: '5L6g3nShT-eMCtK--X86sw',
  KAFKA_PROCESS_ROLES: 'broker,controller',
  KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
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
  // A killed broker can rejoin when its old registration has expired.
  KAFKA_BROKER_SESSION_TIMEOUT_MS: '3000',
  KAFKA_BROKER_HEARTBEAT_INTERVAL_MS: '500',
  KAFKA_HEAP_OPTS: '-Xms128m -Xmx512m',
  KAFKA_JVM_PERFORMANCE_OPTS: '-XX:+UseSerialGC -XX:TieredStopAtLevel=1',
} as const;

/**
 * Starts one broker that is its own controller. The port is chosen first, since a broker tells its clients which address to use.
 *
 * @param options.environment more settings, in the image's form: `KAFKA_` and the name with `_` for each dot.
 * @param options.files by their path in the container, for keys and the like.
 * @param options.listen sets up a second listener of that name, which clients reach at `second`.
 * @param options.folder a folder of this machine for the broker's files. Default: they are in the container.
 */
export async function startKafka({
  environment = {},
  files = {},
  folder,
  listen,
}: {
  readonly environment?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly folder?: string;
  readonly listen?: { readonly name: string; readonly protocol: 'SASL_SSL' | 'SSL' };
} = {}): Promise<StartedKafka> {
  if (folder !== undefined) await chown(folder, kafkaUser, kafkaUser);
  const [port, secondPort] = [await freePort(), await freePort()];
  const [broker, second] = [`127.0.0.1:${port}`, `127.0.0.1:${secondPort}`];
  const container = await new GenericContainer(imageOf('KAFKA_IMAGE'))
    .withEnvironment({
      ...kafkaEnvironment,
      KAFKA_NODE_ID: '1',
      KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9093',
      KAFKA_LISTENERS: `CLIENT://:9092,INSIDE://:9094,CONTROLLER://:9093${listen === undefined ? '' : `,${listen.name}://:9095`}`,
      KAFKA_ADVERTISED_LISTENERS: `CLIENT://${broker},INSIDE://${insideBroker}${listen === undefined ? '' : `,${listen.name}://${second}`}`,
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: `CLIENT:PLAINTEXT,INSIDE:PLAINTEXT,CONTROLLER:PLAINTEXT${listen === undefined ? '' : `,${listen.name}:${listen.protocol}`}`,
      KAFKA_INTER_BROKER_LISTENER_NAME: 'CLIENT',
      ...environment,
    })
    .withBindMounts(folder === undefined ? [] : [{ source: folder, target: dataFolder }])
    .withCopyContentToContainer(Object.entries(files).map(([target, content]) => ({ target, content, mode: 0o644 })))
    .withExposedPorts({ container: 9092, host: port }, ...(listen === undefined ? [] : [{ container: 9095, host: secondPort }]))
    .withWaitStrategy(Wait.forLogMessage(/Kafka Server started/u))
    .withStartupTimeout(60_000)
    .start();
  return { container, broker, second };
}
