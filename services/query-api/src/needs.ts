import type { BlobStore } from '@ragtime/blob-store';
import type { DomainEvent } from '@ragtime/domain';
import type { Codec, EventLog, Signals } from '@ragtime/event-log';
import type { HttpServer, ReadGateOptions, ReadSource } from '@ragtime/http-kit';
import type { Queries } from '@ragtime/read-model';
import type { Logger, Machine } from '@ragtime/runtime';
import type { Chunks, Search } from '@ragtime/search';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { LiveProgress } from './progress/live-progress.ts';
import type { StateFeed } from './progress/state-feed.ts';

/** What the routes for reads stand on. */
export interface QueryApiNeeds {
  readonly queries: Queries;
  readonly search: Search;
  readonly chunks: Chunks;
  readonly blobs: Pick<BlobStore, 'read'>;
  /** For live progress: what happened, and what workers say between two events. */
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
  /** What the installation allows, for callers who want to know before they send. */
  readonly limits: { readonly uploadBytesMax: number };
}

/** With what the API itself keeps: who watches hears it from there. */
export interface RouteNeeds extends QueryApiNeeds {
  readonly feed: StateFeed;
  readonly live: LiveProgress;
  /** Behind the gate of what it is answered from; states the position. @throws ProblemError as the gate */
  readonly read: <Result>(
    request: FastifyRequest,
    reply: FastifyReply,
    from: readonly SourceName[],
    read: () => Promise<Result>,
  ) => Promise<Result>;
}

export type SourceName = keyof QueryApiNeeds['reads'];

export type Routes = (app: HttpServer, needs: RouteNeeds) => void;
