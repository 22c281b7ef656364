import { connect as connectTcp, isIP } from 'node:net';
import { connect as connectTls, type ConnectionOptions as TlsOptions } from 'node:tls';
import type { ISocketFactory, SASLOptions } from 'kafkajs';
import Broker from 'kafkajs/src/broker/index.js';
import { createLogger } from 'kafkajs/src/loggers/index.js';
import Connection, { type ConnectionOptions } from 'kafkajs/src/network/connection.js';

export interface WireOptions {
  readonly clientId: string;
  /** True: TLS with what the machine trusts. */
  readonly tls?: boolean | TlsOptions;
  readonly sasl?: SASLOptions;
  readonly connectTimeoutMs: number;
  readonly requestTimeoutMs: number;
}

export interface Address {
  readonly host: string;
  readonly port: number;
}

export interface WireRequest {
  readonly apiKey: number;
  readonly apiVersion: number;
  readonly apiName: string;
  readonly body: Buffer;
  /** For requests that wait at the server: counts where it is longer than that of the connection. */
  readonly timeoutMs?: number;
}

/** One TCP connection to one broker. It connects once; when it is over, it stays so. */
export interface Wire {
  /** The library's own requests, over this connection. */
  readonly broker: Broker;
  isOver(): boolean;
  /** Rejects when the connection ends or nothing comes in time; then nothing is known, and the caller has to close it. */
  ask(request: WireRequest): Promise<Buffer>;
  /** Called once, at its end. */
  onEnd(act: () => void): void;
  /** At once: whatever is under way is rejected. */
  close(): void;
}

const logger = createLogger({ level: 0, logCreator: () => () => undefined });

/** kafkajs sends small requests late (Nagle), since it never says otherwise. */
export const socketFactory: ISocketFactory = ({ host, port, ssl, onConnect }) => {
  const socket = ssl
    ? connectTls({ host, port, ...(isIP(host) === 0 ? { servername: host } : {}), ...ssl }, onConnect)
    : connectTcp({ host, port }, onConnect);
  socket.setKeepAlive(true, 60_000);
  socket.setNoDelay(true);
  return socket;
};

/** @throws when no connection can be had, or the broker does not let us in. */
export async function dial({ host, port }: Address, options: WireOptions): Promise<Wire> {
  const { clientId, tls = false, sasl, connectTimeoutMs, requestTimeoutMs } = options;
  const session = new OneSession({
    host,
    port,
    clientId,
    logger,
    socketFactory,
    ssl: tls === false ? null : tls === true ? {} : tls,
    sasl: sasl ?? null,
    connectionTimeout: connectTimeoutMs,
    requestTimeout: requestTimeoutMs,
  });
  const broker = new Broker({ connectionPool: session, logger, allowAutoTopicCreation: false });
  try {
    await broker.connect();
  } catch (error) {
    session.end();
    throw error;
  }
  return {
    broker,
    isOver: () => session.isOver,
    async ask({ apiKey, apiVersion, apiName, body, timeoutMs }) {
      return await session.send({
        request: { apiKey, apiVersion, apiName, encode: async () => ({ buf: body, buffer: body }) },
        response: { decode: async (payload: Buffer) => payload, parse: async (payload: Buffer) => payload },
        ...(timeoutMs === undefined ? {} : { requestTimeout: timeoutMs }),
      });
    },
    onEnd: (act) => session.onEnd(act),
    close: () => session.end(),
  };
}

/**
 * Stands where the library's `Broker` expects its pool, which holds two sockets and connects again without a word: here there is one, and once it has
 * ended it is not opened again.
 */
class OneSession {
  readonly host: string;
  readonly port: number;
  readonly sasl: SASLOptions | null;
  readonly connectionTimeout: number;
  readonly #connection: Connection;
  readonly #listeners: (() => void)[] = [];
  #connecting: Promise<Connection> | undefined;
  isOver = false;

  constructor(options: ConnectionOptions) {
    this.host = options.host;
    this.port = options.port;
    this.sasl = options.sasl ?? null;
    this.connectionTimeout = options.connectionTimeout;
    this.#connection = new Connection(options);
  }

  isConnected(): boolean {
    return this.#connection.isConnected();
  }
  isAuthenticated(): boolean {
    return this.#connection.isAuthenticated();
  }
  setVersions(versions: unknown): void {
    this.#connection.setVersions(versions);
  }
  setSupportAuthenticationProtocol(isSupported: boolean): void {
    this.#connection.setSupportAuthenticationProtocol(isSupported);
  }

  async getConnection(): Promise<Connection> {
    this.#connecting ??= this.#connect();
    const connection = await this.#connecting;
    if (this.isOver) throw new Error('the connection is over');
    return connection;
  }

  async send<Decoded>(request: Parameters<Connection['send']>[0]): Promise<Decoded> {
    return (await (await this.getConnection()).send({ logResponseError: false, ...request })) as Decoded;
  }

  async destroy(): Promise<void> {
    this.end();
  }

  onEnd(act: () => void): void {
    if (this.isOver) act();
    else this.#listeners.push(act);
  }

  /** The library waits for answers before it closes: they are rejected first. */
  end(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.#connection.rejectRequests(new Error('the connection was closed'));
    this.#connection.socket?.destroy();
    this.#connection.disconnect().catch(() => undefined);
    for (const act of this.#listeners) act();
  }

  async #connect(): Promise<Connection> {
    await this.#connection.connect();
    // The library listens to `end` and `error` alone, and a socket may close without either.
    this.#connection.socket?.once('close', () => this.end());
    return this.#connection;
  }
}
