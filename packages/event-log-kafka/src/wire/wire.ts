import { connect as connectTcp, isIP } from 'node:net';
import { connect as connectTls, type ConnectionOptions as TlsOptions } from 'node:tls';
import type { ISocketFactory, SASLOptions } from 'kafkajs';
import Broker from 'kafkajs/src/broker/index.js';
import { createLogger } from 'kafkajs/src/loggers/index.js';
import Connection, { type ConnectionOptions } from 'kafkajs/src/network/connection.js';

export interface WireOptions {
  readonly clientId: string;
  /** True: TLS with the certificates that the machine trusts. */
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
  /** For requests that wait at the server. It counts if it is longer than that of the connection. */
  readonly timeoutMs?: number;
}

/** One TCP connection to one broker. It connects once; after it has ended, it stays closed. */
export interface Wire {
  /** Sends the library's own requests over this connection. */
  readonly broker: Broker;
  isOver(): boolean;
  /** Rejects when the connection ends or no answer comes in time. Then nothing is known about the request, and the caller has to close the wire. */
  ask(request: WireRequest): Promise<Buffer>;
  /** Calls `act` once, when the connection ends. */
  onEnd(act: () => void): void;
  /** Closes at once: all requests under way are rejected. */
  close(): void;
}

const logger = createLogger({ level: 0, logCreator: () => () => undefined });

/** kafkajs sends small requests late (Nagle), because it does not turn that off. */
export const socketFactory: ISocketFactory = ({ host, port, ssl, onConnect }) => {
  const socket = ssl
    ? connectTls({ host, port, ...(isIP(host) === 0 ? { servername: host } : {}), ...ssl }, onConnect)
    : connectTcp({ host, port }, onConnect);
  socket.setKeepAlive(true, 60_000);
  socket.setNoDelay(true);
  return socket;
};

/** @throws when no connection can be opened, or the broker refuses the credentials. */
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
 * Takes the place of the pool that the library's `Broker` expects, which holds two sockets and reconnects silently. Here there is one connection,
 * and after it has ended it is not opened again.
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

  /** The library waits for answers before it closes, so they are rejected first. */
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
    // The library listens to `end` and `error` alone, but a socket may close without either.
    this.#connection.socket?.once('close', () => this.end());
    return this.#connection;
  }
}
