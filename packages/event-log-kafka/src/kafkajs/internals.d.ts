/** The internals of kafkajs that are used here, as they are in 2.2.4. That version is pinned, and they have no types of their own. */
declare module 'kafkajs/src/network/connection.js' {
  import type { Socket } from 'node:net';
  import type { ISocketFactory, SASLOptions } from 'kafkajs';
  import type { Logger } from 'kafkajs/src/loggers/index.js';

  export interface ConnectionOptions {
    readonly host: string;
    readonly port: number;
    readonly clientId: string;
    readonly logger: Logger;
    readonly socketFactory: ISocketFactory;
    readonly connectionTimeout: number;
    readonly requestTimeout: number;
    readonly ssl?: object | null;
    readonly sasl?: SASLOptions | null;
  }

  /** Bytes where the library expects its own encoder. */
  export interface Encoded {
    readonly buf: Buffer;
    readonly buffer: Buffer;
  }

  export interface ProtocolRequest<Decoded> {
    readonly request: {
      readonly apiKey: number;
      readonly apiVersion: number;
      readonly apiName: string;
      encode(): Promise<Encoded>;
    };
    readonly response: { decode(payload: Buffer): Promise<Decoded>; parse(decoded: Decoded): Promise<Decoded> };
    readonly requestTimeout?: number;
    readonly logResponseError?: boolean;
  }

  export default class Connection {
    constructor(options: ConnectionOptions);
    readonly socket: Socket | undefined;
    connect(): Promise<unknown>;
    disconnect(): Promise<unknown>;
    rejectRequests(error: Error): void;
    isConnected(): boolean;
    isAuthenticated(): boolean;
    setVersions(versions: unknown): void;
    setSupportAuthenticationProtocol(isSupported: boolean): void;
    send<Decoded>(request: ProtocolRequest<Decoded>): Promise<Decoded>;
  }
}

declare module 'kafkajs/src/broker/index.js' {
  import type { Logger } from 'kafkajs/src/loggers/index.js';

  export interface BrokerMetadata {
    readonly brokers: readonly { readonly nodeId: number; readonly host: string; readonly port: number }[];
    readonly topicMetadata: readonly {
      readonly topic: string;
      readonly partitionMetadata: readonly {
        readonly partitionErrorCode: number;
        readonly partitionId: number;
        readonly leader: number;
        readonly replicas: readonly number[];
      }[];
    }[];
  }

  export default class Broker {
    constructor(options: { readonly connectionPool: object; readonly logger: Logger; readonly allowAutoTopicCreation: boolean });
    connect(): Promise<void>;
    metadata(topics: readonly string[]): Promise<BrokerMetadata>;
    findGroupCoordinator(request: {
      readonly groupId: string;
      readonly coordinatorType: number;
    }): Promise<{ readonly coordinator: { readonly host: string; readonly port: number } }>;
    /** Asks once more when the server first gives the member its id. */
    joinGroup(request: {
      readonly groupId: string;
      readonly memberId: string;
      readonly sessionTimeout: number;
      readonly rebalanceTimeout: number;
      readonly protocolType: string;
      readonly groupProtocols: readonly { readonly name: string; readonly metadata: Buffer }[];
    }): Promise<{
      readonly generationId: number;
      readonly leaderId: string;
      readonly memberId: string;
      readonly members: readonly { readonly memberId: string; readonly memberMetadata: Buffer }[];
    }>;
    syncGroup(request: {
      readonly groupId: string;
      readonly generationId: number;
      readonly memberId: string;
      readonly groupAssignment: readonly { readonly memberId: string; readonly memberAssignment: Buffer }[];
    }): Promise<{ readonly memberAssignment: Buffer }>;
    heartbeat(request: { readonly groupId: string; readonly groupGenerationId: number; readonly memberId: string }): Promise<unknown>;
    leaveGroup(request: { readonly groupId: string; readonly memberId: string }): Promise<unknown>;
    describeGroups(request: { readonly groupIds: readonly string[] }): Promise<{
      readonly groups: readonly {
        readonly state: string;
        readonly members: readonly { readonly memberMetadata: Buffer; readonly memberAssignment: Buffer }[];
      }[];
    }>;
    listOffsets(request: {
      readonly isolationLevel: number;
      readonly topics: readonly {
        readonly topic: string;
        readonly partitions: readonly { readonly partition: number; readonly timestamp: number }[];
      }[];
    }): Promise<{ readonly responses: readonly { readonly partitions: readonly { readonly offset: string }[] }[] }>;
  }
}

declare module 'kafkajs/src/loggers/index.js' {
  export interface Logger {
    namespace(name: string): Logger;
  }
  export function createLogger(options: { readonly level: number; readonly logCreator: () => () => void }): Logger;
}

declare module 'kafkajs/src/network/requestQueue/index.js' {
  export default class RequestQueue {
    readonly pending: readonly unknown[];
    scheduleCheckPendingRequests(): void;
  }
}
