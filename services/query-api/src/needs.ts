import type { BlobStore } from '@ragtime/blob-store';
import type { DomainEvent } from '@ragtime/domain';
import type { Codec, EventLog, Signals } from '@ragtime/event-log';
import type { HttpServer, ReadGateOptions, ReadSource } from '@ragtime/http-kit';
import type { Queries } from '@ragtime/read-model';
import type { Logger, Machine } from '@ragtime/runtime';
import type { Chunks, Search } from '@ragtime/search';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AuditFeed } from './events/audit-feed.ts';
import type { LiveProgress } from './progress/live-progress.ts';
import type { PresentState } from './progress/present-state.ts';
import type { StateFeed } from './progress/state-feed.ts';

/** The dependencies of the routes that read. */
export interface QueryApiNeeds {
  readonly queries: Queries;
  readonly search: Search;
  /** Why the search index cannot answer now; undefined when it can, or when the reason is unknown. */
  readonly searchTrouble?: () => string | undefined;
  readonly chunks: Chunks;
  readonly blobs: Pick<BlobStore, 'readChecked'>;
  /** Live progress reads events from the log, and the reports of workers from the signals. */
  readonly log: EventLog;
  readonly codec: Codec<DomainEvent>;
  readonly signals: Signals;
  readonly machine: Machine;
  readonly logger: Logger;
  readonly reads: {
    readonly directory: ReadSource;
    readonly library: ReadSource;
    readonly audit: ReadSource;
    readonly search: ReadSource;
  };
  readonly gate: ReadGateOptions;
  /** The limits of the installation, so that a client can check a request before it sends it. */
  readonly limits: { readonly uploadBytesMax: number };
}

/** The dependencies, with the state that the API itself keeps for clients that watch. */
export interface RouteNeeds extends QueryApiNeeds {
  readonly feed: StateFeed;
  readonly live: LiveProgress;
  readonly audit: AuditFeed;
  readonly presentState: PresentState;
  /** Reads behind the gate of the named sources, and states the position. @throws ProblemError as the gate */
  readonly read: <Result>(
    request: FastifyRequest,
    reply: FastifyReply,
    from: readonly SourceName[],
    read: () => Promise<Result>,
  ) => Promise<Result>;
}

export type SourceName = keyof QueryApiNeeds['reads'];

export type Routes = (app: HttpServer, needs: RouteNeeds) => void;
