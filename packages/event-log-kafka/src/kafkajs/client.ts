import type { ConnectionOptions as TlsOptions } from 'node:tls';
import kafkajs, { type Kafka, type SASLOptions } from 'kafkajs';
import { socketFactory, type WireOptions } from '../wire/wire.ts';
import { patchKafkajs } from './patches.ts';

/** How a cluster is reached. */
export interface KafkaConnection {
  /** `host:port` of one or more brokers; the others are learned from them. */
  readonly brokers: readonly string[];
  /** Default `ragtime`. */
  readonly clientId?: string;
  /** True: TLS with what the machine trusts. */
  readonly tls?: boolean | TlsOptions;
  readonly sasl?: SASLOptions;
  /** How long a broker may be silent before it is taken for gone. Default 5,000 ms. */
  readonly requestTimeoutMs?: number;
  /** Default 3,000 ms. */
  readonly connectTimeoutMs?: number;
}

export function wireOptionsOf(connection: KafkaConnection): WireOptions {
  patchKafkajs();
  const { clientId = 'ragtime', tls = false, sasl, requestTimeoutMs = 5_000, connectTimeoutMs = 3_000 } = connection;
  return { clientId, tls, requestTimeoutMs, connectTimeoutMs, ...(sasl === undefined ? {} : { sasl }) };
}

/** Some of an administrator's requests take a server longer than any other. */
const adminTimeoutMs = 10_000;

/** The library's own client: for what is no log of events. */
export function clientOf(connection: KafkaConnection, use: 'admin' | 'signals'): Kafka {
  const { clientId, tls = false, sasl, requestTimeoutMs, connectTimeoutMs } = wireOptionsOf(connection);
  return new kafkajs.Kafka({
    brokers: [...connection.brokers],
    clientId,
    socketFactory,
    logLevel: kafkajs.logLevel.NOTHING,
    requestTimeout: use === 'admin' ? Math.max(requestTimeoutMs, adminTimeoutMs) : requestTimeoutMs,
    ssl: tls,
    connectionTimeout: connectTimeoutMs,
    // A signal that is late is of no use: whoever sends it hears soon that nobody took it, and the next one finds the broker that is back.
    ...(use === 'signals' ? { retry: { retries: 1, initialRetryTime: 50, maxRetryTime: 500 } } : {}),
    ...(sasl === undefined ? {} : { sasl }),
  });
}
