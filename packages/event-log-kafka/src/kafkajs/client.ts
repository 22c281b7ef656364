import type { ConnectionOptions as TlsOptions } from 'node:tls';
import kafkajs, { type Kafka, type SASLOptions } from 'kafkajs';
import { socketFactory, type WireOptions } from '../wire/wire.ts';
import { patchKafkajs } from './patches.ts';

/** How to reach a cluster. */
export interface KafkaConnection {
  /** `host:port` of one or more brokers. They name the others. */
  readonly brokers: readonly string[];
  /** Default `ragtime`. */
  readonly clientId?: string;
  /** True: TLS with the certificates that the machine trusts. */
  readonly tls?: boolean | TlsOptions;
  readonly sasl?: SASLOptions;
  /** A broker that is silent longer than this counts as dead. Default 5,000 ms. */
  readonly requestTimeoutMs?: number;
  /** Default 3,000 ms. */
  readonly connectTimeoutMs?: number;
}

export function wireOptionsOf(connection: KafkaConnection): WireOptions {
  patchKafkajs();
  const { clientId = 'ragtime', tls = false, sasl, requestTimeoutMs = 5_000, connectTimeoutMs = 3_000 } = connection;
  return { clientId, tls, requestTimeoutMs, connectTimeoutMs, ...(sasl === undefined ? {} : { sasl }) };
}

/** Some administrative requests take a server longer than any other. */
const adminTimeoutMs = 10_000;

/** The library's own client, for everything except the log of events. */
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
    // A late signal is of no use. Its sender soon hears that it was not delivered, and the next one finds the broker that is back.
    ...(use === 'signals' ? { retry: { retries: 1, initialRetryTime: 50, maxRetryTime: 500 } } : {}),
    ...(sasl === undefined ? {} : { sasl }),
  });
}
